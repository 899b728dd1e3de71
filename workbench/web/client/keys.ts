/** Single keys. They act outside fields only, during no composition, and never press what sends an act without a dialog. */

import { openDialog } from "./dialogs.js";
import { isTextPlace } from "./fields.js";
import { shelf } from "./shelf.js";

const KEPT = "keys";
const SECOND_WITHIN = 1500;

export interface Stroke {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  isComposing: boolean;
  keyCode: number;
  repeat: boolean;
}

/** The name of a single key, or null when it is not ours (a chord, a composition, a named key). Pure. */
export function keyName(stroke: Stroke): string | null {
  if (stroke.ctrlKey || stroke.metaKey || stroke.altKey) return null;
  if (stroke.isComposing || stroke.keyCode === 229) return null;
  if ([...stroke.key].length !== 1 || stroke.key === " ") return null;
  return stroke.key.toUpperCase();
}

/** Joins `G` and a second key to `G T`. Pure. */
export class Sequence {
  private first: number | null = null;

  next(name: string, now: number): string | null {
    const within = this.first !== null && now - this.first <= SECOND_WITHIN;
    this.first = null;
    if (within && name !== "G") return `G ${name}`;
    if (name === "G") {
      this.first = now;
      return null;
    }
    return name;
  }
}

/** The place to go to from `current` (-1: none yet), without wrapping round. Pure. */
export function step(current: number, by: 1 | -1, count: number): number {
  if (count === 0) return -1;
  if (current < 0) return by === 1 ? 0 : count - 1;
  return Math.min(count - 1, Math.max(0, current + by));
}

const off = (): boolean => shelf.get(KEPT) === "off";

export function watchKeys(): void {
  const sequence = new Sequence();
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || off() || isTextPlace(event.target as Element)) return;
    const name = keyName(event);
    const wanted = name && !(event.repeat && !"JKNP".includes(name)) ? sequence.next(name, event.timeStamp) : null;
    if (wanted && act(wanted)) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    if (!(event.target as Element).closest("[data-keys-off]")) return;
    shelf.set(KEPT, off() ? "on" : "off");
    showChoice();
  });
  showChoice();
}

function showChoice(): void {
  document.body.toggleAttribute("data-keys-are-off", off());
  for (const button of document.querySelectorAll("[data-keys-off]")) button.setAttribute("aria-pressed", String(off()));
}

/** Acts inside the open dialog only, when there is one. */
function act(name: string): boolean {
  const dialog = [...document.querySelectorAll("dialog[open]")].at(-1);
  if (press(dialog ?? document, name)) return true;
  if (dialog) return false;
  if (name === "?") return openDialog("keys") !== null;
  if (name === "D") return switchView();
  if (name === "J" || name === "K") return walkIssues(name === "J" ? 1 : -1);
  if (name === "N" || name === "P") return walkChanges(name === "N" ? 1 : -1);
  return false;
}

function press(scope: ParentNode, name: string): boolean {
  const target = [...scope.querySelectorAll<HTMLElement>(`[data-key="${CSS.escape(name)}" i]`)].find((one) => one.checkVisibility());
  if (!target) return false;
  target.focus();
  if (!onlyFocus(target)) target.click();
  return true;
}

/** A greyed button only shows its reason; what would send an act at once waits for the person's own press. */
function onlyFocus(target: HTMLElement): boolean {
  if (isTextPlace(target) || target.getAttribute("aria-disabled") === "true") return true;
  const sends = (target instanceof HTMLButtonElement || target instanceof HTMLInputElement) && target.type === "submit";
  return sends && target.form !== null && target.form.method === "post" && !target.form.hasAttribute("data-confirm");
}

/** Shows the text the other way: as a redline or clean. */
function switchView(): boolean {
  const other = [...document.querySelectorAll<HTMLInputElement>(".paper .segments input:not(:checked)")].find((one) => one.labels?.[0]?.checkVisibility());
  other?.click();
  return other !== undefined;
}

function walkIssues(by: 1 | -1): boolean {
  const links = [...document.querySelectorAll<HTMLElement>("[data-issue-link]")].filter((link) => link.checkVisibility());
  const focused = links.findIndex((link) => link === document.activeElement);
  const current = focused >= 0 ? focused : links.findIndex((link) => link.hasAttribute("aria-current"));
  links[step(current, by, links.length)]?.focus();
  return links.length > 0;
}

let lastChange: Element | null = null;

function walkChanges(by: 1 | -1): boolean {
  const scope = document.querySelector("[data-redline]") ?? document.querySelector("main") ?? document;
  const changes = [...scope.querySelectorAll<HTMLElement>("ins, del")].filter((change) => change.checkVisibility());
  const current = changes.findIndex((change) => change === lastChange);
  const next = changes[step(current, by, changes.length)];
  if (!next) return false;
  lastChange?.removeAttribute("data-at");
  lastChange = next;
  next.setAttribute("data-at", "");
  next.tabIndex = -1;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "center" });
  return true;
}
