/** Turns the pages of a text that is too long for the wall: calmly, one at a time, and from the last back to the first. */

const READING = 20_000;
/** Whoever turns a page by hand, or presses a key, wants to read it. */
const LEFT_ALONE = 60_000;

export interface Pages {
  present: number;
  all: number;
}

/** Which page of how many is shown, from what a box of columns says of itself; `step` is a page's width with the gap after it. */
export function pagesOf(scrolled: number, whole: number, step: number, gap: number): Pages {
  if (!(step > 0)) return { present: 1, all: 1 };
  const all = Math.max(1, Math.round((whole + gap) / step));
  return { present: Math.min(all, Math.round(scrolled / step) + 1), all };
}

/** The page after this one; after the last comes the first. */
export function after({ present, all }: Pages): number {
  return present < all ? present + 1 : 1;
}

export class Turning {
  private text = "";
  private due = 0;

  constructor(private readonly now: () => number = () => performance.now()) {}

  start(): void {
    for (const kind of ["wheel", "pointerdown", "touchstart", "keydown"]) {
      addEventListener(kind, () => (this.due = this.now() + LEFT_ALONE), { passive: true });
    }
    addEventListener("resize", () => this.look());
    setInterval(() => this.look(), 1000);
    this.look();
  }

  private look(): void {
    const box = document.querySelector<HTMLElement>(".wall-text .agreement");
    if (!box) return;
    const gap = parseFloat(getComputedStyle(box).columnGap) || 0;
    const step = box.clientWidth + gap;
    if (this.text !== box.textContent) this.open(box);
    const pages = pagesOf(box.scrollLeft, box.scrollWidth, step, gap);
    this.tell(box, pages);
    if (pages.all === 1 || this.now() < this.due) return;
    this.due = this.now() + READING;
    // Smooth only for those who did not ask for less movement: for them the page is simply another one.
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    box.scrollTo({ left: (after(pages) - 1) * step, behavior: calm ? "instant" : "smooth" });
  }

  /** Another text begins at its beginning. */
  private open(box: HTMLElement): void {
    this.text = box.textContent ?? "";
    this.due = this.now() + READING;
    box.scrollTo({ left: 0, behavior: "instant" });
  }

  private tell(box: HTMLElement, { present, all }: Pages): void {
    const page = box.closest<HTMLElement>(".wall-text");
    if (!page) return;
    if (all > 1) page.dataset.page = `${present} / ${all}`;
    else delete page.dataset.page;
  }
}
