/** Clocks on the page, ticking by the server's time. They are no live regions: nobody wants seconds read out. */

import { elapsed, remaining, share, type ServerTime } from "./clocks.js";

const SELECTOR = "[data-clock-from], [data-clock-until]";

/** Ticks all clocks once a second; call `draw` after a patch so that none shows an old figure until the next tick. */
export class PageClocks {
  constructor(
    private readonly time: ServerTime,
    private readonly monotonic: () => number = () => performance.now(),
  ) {}

  start(): void {
    this.draw(document);
    setInterval(() => document.visibilityState === "visible" && this.draw(document), 1000);
  }

  draw(root: ParentNode): void {
    for (const element of root.querySelectorAll<HTMLElement | SVGElement>(SELECTOR)) this.show(element);
  }

  private show(element: HTMLElement | SVGElement): void {
    const { clockFrom, clockUntil, clockBase, clockWhole } = element.dataset;
    const used = Number(clockBase);
    // a base that is a time is the server's time of rendering: good until the link brings a better one
    if (clockBase && Number.isNaN(used) && !this.time.known) this.time.learn(clockBase, this.monotonic());
    const now = this.time.now(this.monotonic());
    if (now === null) return;
    if (clockFrom && clockWhole) return setWidth(element, share(clockFrom, now, used || 0, Number(clockWhole)));
    if (clockFrom) setText(element, elapsed(clockFrom, now, used || 0));
    const left = clockUntil ? remaining(clockUntil, now) : null;
    if (!left) return;
    setText(element, left.text);
    element.toggleAttribute("data-clock-over", left.over);
  }
}

/** Draws a bar of `percent`: every part of it but the track, which is the whole. */
function setWidth(bar: Element, percent: number): void {
  for (const part of bar.querySelectorAll("rect:not(.bar-track)")) part.setAttribute("width", `${percent}%`);
}

function setText(element: Element, text: string): void {
  if (text && element.textContent !== text) element.textContent = text;
}
