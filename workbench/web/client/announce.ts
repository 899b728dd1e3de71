/** News for screen readers: one polite live region, whole sentences, at most one in three seconds. */

const EVERY = 3000;
const KEPT = 4;

/** Sentences waiting to be said. When the table is busy the oldest go: the newest tell how things stand. Pure. */
export class Sentences {
  private waiting: string[] = [];
  private last = -Infinity;

  add(sentences: readonly string[]): void {
    for (const sentence of sentences) if (!this.waiting.includes(sentence)) this.waiting.push(sentence);
    this.waiting = this.waiting.slice(-KEPT);
  }

  /** The next sentence, when its time has come. */
  next(now: number): string | null {
    if (this.waiting.length === 0 || now - this.last < EVERY) return null;
    this.last = now;
    return this.waiting.shift() ?? null;
  }

  /** Milliseconds until the next may be said; null when none waits. */
  wait(now: number): number | null {
    return this.waiting.length === 0 ? null : Math.max(0, this.last + EVERY - now);
  }
}

/** The sentences a part of the page has to announce: the attribute's value, or the text it marks. */
export function sentencesIn(root: Element): string[] {
  const marked = [...root.querySelectorAll<HTMLElement>("[data-announce]"), ...(root.matches("[data-announce]") ? [root as HTMLElement] : [])];
  return marked.map((element) => (element.dataset.announce || element.textContent || "").replace(/\s+/g, " ").trim()).filter(Boolean);
}

export class Announcer {
  private readonly sentences = new Sentences();
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** For the morpher: says what a region announces now and did not announce before. */
  around(root: Element): () => void {
    const before = new Set(sentencesIn(root));
    return () => this.say(...sentencesIn(root).filter((sentence) => !before.has(sentence)));
  }

  say(...sentences: string[]): void {
    this.sentences.add(sentences);
    this.schedule();
  }

  private schedule(): void {
    const wait = this.sentences.wait(performance.now());
    if (wait === null || this.timer !== undefined) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      const sentence = this.sentences.next(performance.now());
      if (sentence) this.region().textContent = sentence;
      this.schedule();
    }, wait);
  }

  private region(): Element {
    const found = document.querySelector("[data-announcer]");
    if (found) return found;
    const made = document.createElement("div");
    made.setAttribute("role", "status");
    made.setAttribute("aria-live", "polite");
    made.setAttribute("data-announcer", "");
    made.className = "aloud";
    document.body.append(made);
    return made;
  }
}
