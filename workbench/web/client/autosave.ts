/**
 * Saves one text again and again: one save in flight, the latest text wins, and a save without answer is repeated as it
 * was, with its key, before anything newer goes out. Pure apart from its timers.
 */

import { backOff, type Answer, type Outcome, type Refused } from "./sending.js";

const CALM = 800;
const AT_LATEST = 5000;

export type SaveState = "saved" | "saving" | "waiting" | "unsent" | "stopped";

export interface Saving<Body> {
  /** The body for a text, with a new key. */
  make(text: string): Body;
  send(body: Body): Promise<Answer>;
  saved(text: string, outcome: Outcome): void;
  refused(refused: Refused): void;
  state(state: SaveState): void;
  /** How long after a change it is saved, in milliseconds, where that is sooner than after a pause in writing. */
  soon?: number;
}

export class Autosave<Body> {
  private open: { text: string; body: Body; tries: number } | null = null;
  private inFlight = false;
  private stopped = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private changedAt: number | null = null;
  private waiters: ((saved: boolean) => void)[] = [];
  private readonly calm: number;
  private readonly atLatest: number;

  constructor(
    private latest: string,
    private readonly saving: Saving<Body>,
    private safe: string = latest,
  ) {
    this.calm = Math.min(CALM, saving.soon ?? CALM);
    this.atLatest = Math.min(AT_LATEST, saving.soon ?? AT_LATEST);
  }

  get isSaved(): boolean {
    return this.open === null && this.latest === this.safe;
  }

  change(text: string): void {
    if (text === this.latest) return;
    this.latest = text;
    if (this.stopped) return;
    this.changedAt ??= Date.now();
    if (!this.open) this.saving.state(this.isSaved ? "saved" : "waiting");
    this.plan(Math.min(this.calm, Math.max(0, this.changedAt + this.atLatest - Date.now())));
  }

  /** The server's text was taken over as it is: nothing to save. */
  adopt(text: string): void {
    this.latest = text;
    this.safe = text;
    this.stopped = false;
    clearTimeout(this.timer);
    this.saving.state("saved");
  }

  /** After a refusal the person decided: save what is there now. */
  resume(): void {
    this.stopped = false;
    this.plan(0);
  }

  /** Saves at once; true when all is saved, false when it could not be. */
  flush(): Promise<boolean> {
    if (this.isSaved) return Promise.resolve(true);
    if (this.stopped) return Promise.resolve(false);
    return new Promise((resolve) => {
      this.waiters.push(resolve);
      this.plan(0);
    });
  }

  /** The link is back: what waits for its next try goes now. */
  hasten(): void {
    if (this.open && !this.stopped) this.plan(0);
  }

  private plan(delay: number): void {
    if (this.inFlight) return; // the answer plans the next
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.save(), delay);
  }

  private async save(): Promise<void> {
    if (this.inFlight || this.stopped || this.isSaved) return this.tell(this.isSaved);
    this.open ??= { text: this.latest, body: this.saving.make(this.latest), tries: 0 };
    this.open.tries += 1;
    this.changedAt = null;
    this.inFlight = true;
    this.saving.state("saving");
    const answer = await this.saving.send(this.open.body);
    this.inFlight = false;
    this.answered(answer, this.open);
  }

  private answered(answer: Answer, open: { text: string; tries: number }): void {
    if (answer.kind === "unanswered") {
      this.saving.state("unsent");
      this.tell(false);
      this.plan(backOff(open.tries));
      return;
    }
    this.open = null;
    if (answer.kind === "refused") {
      this.stopped = true;
      this.saving.state("stopped");
      this.saving.refused(answer);
      this.tell(false);
      return;
    }
    this.safe = open.text;
    this.saving.saved(open.text, answer);
    this.saving.state(this.isSaved ? "saved" : "waiting");
    if (this.isSaved) this.tell(true);
    else this.plan(this.waiters.length > 0 ? 0 : this.calm);
  }

  private tell(saved: boolean): void {
    for (const resolve of this.waiters.splice(0)) resolve(saved);
  }
}
