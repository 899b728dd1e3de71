/** Who is at the table now, and telling the server whether this person looks at the page. */

import type { Wire } from "./link.js";
import { word } from "./words.js";

interface Person {
  seat?: string;
  person?: string;
  state: string;
}

export class Presence {
  private people: readonly Person[] | null = null;

  constructor(
    private readonly wire: Wire,
    private readonly token: string,
  ) {}

  start(): void {
    this.wire.on("connect", () => this.tell());
    document.addEventListener("visibilitychange", () => this.tell());
    this.wire.on("presence", (news: { people?: Person[] }) => {
      this.people = news.people ?? [];
      this.show(document);
    });
  }

  /** Marks the seats in a part of the page; a seat the server did not name has nobody. */
  show(root: ParentNode): void {
    if (this.people === null) return;
    const states = new Map(this.people.map((person) => [String(person.seat ?? person.person), person.state]));
    for (const seat of root.querySelectorAll<HTMLElement>("[data-seat]")) {
      const state = states.get(seat.dataset.seat ?? "") ?? "absent";
      seat.dataset.state = state;
      const name = seat.querySelector("[data-state-word]");
      if (name) name.textContent = word(`seat-${state}`);
    }
  }

  private tell(): void {
    if (!this.wire.connected) return;
    this.wire.emit("presence", { page: this.token, state: document.visibilityState === "visible" ? "here" : "away" });
  }
}
