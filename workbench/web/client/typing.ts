/** "… is writing", inside one's own caucus only: fields marked [data-typing], the line [data-typing-line]. */

import type { Wire } from "./link.js";
import { word } from "./words.js";

const SAY_EVERY = 3000;
const SHOWN_FOR = 5000;

export class Typing {
  private said = -Infinity;
  private readonly writers = new Map<string, { name: string; until: number }>();

  constructor(
    private readonly wire: Wire,
    private readonly token: string,
  ) {}

  start(): void {
    document.addEventListener("input", (event) => {
      if ((event.target as Element).closest("[data-typing]")) this.tell();
    });
    this.wire.on("typing", (news: { person: string; name: string }) => {
      this.writers.set(news.person, { name: news.name, until: performance.now() + SHOWN_FOR });
      this.show();
      setTimeout(() => this.show(), SHOWN_FOR + 50);
    });
  }

  private tell(): void {
    const now = performance.now();
    if (!this.wire.connected || now - this.said < SAY_EVERY) return;
    this.said = now;
    this.wire.emit("typing", { page: this.token });
  }

  private show(): void {
    const now = performance.now();
    for (const [person, writer] of this.writers) if (writer.until <= now) this.writers.delete(person);
    const names = [...this.writers.values()].map((writer) => writer.name).join(word("name-separator") || ", ");
    for (const line of document.querySelectorAll("[data-typing-line]")) {
      line.textContent = names ? word("is-writing", { name: names }) : "";
    }
  }
}
