/**
 * The live link. The socket only watches: each patch is a whole rendering of a region, so one that comes twice changes
 * nothing, and what was missed is sent again for the cursors. Cursors move with `news` only, never with the answer to
 * `watch`: a link that breaks between the two must ask for the same again.
 */

import { advance, inStep, isHeads, onlyAllowed, sameSet, serverWentBack, type Heads } from "./cursors.js";
import { backOff } from "./sending.js";

/** What is needed of a Socket.IO client. */
export interface Wire {
  readonly connected: boolean;
  readonly active: boolean;
  on(event: string, listener: (...values: never[]) => void): unknown;
  emit(event: string, payload: unknown): unknown;
  timeout(patience: number): { emit(event: string, payload: unknown, answer: (lost: unknown, answer: unknown) => void): unknown };
  connect(): unknown;
  disconnect(): unknown;
}

interface Rendering {
  address: string;
  html?: string;
  gone?: boolean;
}

interface News {
  patches?: Rendering[];
  heads: unknown;
  at: string;
}

export interface Watcher {
  token: string;
  addresses(): string[];
  patch(address: string, html: string | null): void;
  /** The page shows all there is up to this server time. */
  inStep(at: string): void;
  /** Server time, from every `news`. */
  heard(at: string): void;
  lost(): void;
  /** This page may not be watched any longer. */
  revoked(): void;
}

const PATIENCE = 10_000;
const SILENCE = 35_000;
const LOOK_EVERY = 5_000;
const SETTLING = 20_000;

export class Link {
  private asked = false;
  private askAgain = false;
  private watched: string[] = [];
  private sent: Heads | null = null;
  private catching: { from: Heads | null; since: number } | null = null;
  private lastHeard = 0;
  private failures = 0;
  private ended = false;
  private collecting = false;

  constructor(
    private readonly wire: Wire,
    private readonly watcher: Watcher,
    private cursors: Heads | null,
    private readonly now: () => number = () => performance.now(),
    private readonly random: () => number = Math.random,
  ) {}

  get heads(): Heads | null {
    return this.cursors;
  }

  start(): void {
    this.wire.on("connect", () => this.connected());
    this.wire.on("disconnect", () => this.broken());
    this.wire.on("connect_error", () => this.broken());
    this.wire.on("news", (news: News) => this.news(news));
    this.wire.on("revoked", () => this.end());
    setInterval(() => this.listen(), LOOK_EVERY);
    this.wire.connect();
  }

  /** Something happened that may have cost us news (back from sleep, online again): asks soon, not with everyone at once. */
  catchUp(): void {
    if (this.ended) return;
    setTimeout(() => (this.wire.connected ? this.watch() : this.wire.connect()), this.random() * 400);
  }

  offline(): void {
    if (!this.ended) this.watcher.lost();
  }

  private connected(): void {
    this.failures = 0;
    this.asked = false;
    this.lastHeard = this.now();
    this.watch();
  }

  /** Socket.IO comes back by itself, except when the server ended or refused the connection. */
  private broken(): void {
    if (this.ended) return;
    this.asked = false;
    this.stepBack();
    this.watcher.lost();
    if (this.wire.active) return;
    setTimeout(() => this.ended || this.wire.connected || this.wire.connect(), backOff(this.failures++, this.random));
  }

  /**
   * While missed news is being sent, that of a newer commit may come between and run ahead of it. A link that breaks
   * then resumes from where it began.
   */
  private stepBack(): void {
    if (this.catching && this.now() - this.catching.since < SETTLING) this.cursors = this.catching.from;
    this.catching = null;
  }

  private listen(): void {
    if (!this.ended && this.wire.connected && this.now() - this.lastHeard > SILENCE) this.watch();
  }

  private watch(): void {
    if (this.ended || !this.wire.connected) return;
    if (this.asked) {
      this.askAgain = true;
      return;
    }
    this.asked = true;
    this.askAgain = false;
    this.watched = this.watcher.addresses();
    this.sent = this.cursors;
    this.catching ??= { from: this.cursors, since: this.now() };
    const payload = { page: this.watcher.token, regions: this.watched, cursors: this.sent };
    this.wire.timeout(PATIENCE).emit("watch", payload, (lost, answer) => this.answered(lost, answer));
  }

  private answered(lost: unknown, answer: unknown): void {
    if (this.ended || !this.asked) return;
    this.asked = false;
    if (lost) {
      // a half-open connection looks alive: only a new one can tell
      this.watcher.lost();
      this.stepBack();
      this.wire.disconnect();
      this.wire.connect();
      return;
    }
    const { ok, heads, at } = (answer ?? {}) as { ok?: boolean; heads?: unknown; at?: string };
    if (!ok) return this.end();
    this.lastHeard = this.now();
    if (isHeads(heads)) this.compare(heads, at ?? "");
    if (this.askAgain) this.watch();
  }

  private compare(heads: Heads, at: string): void {
    this.cursors = onlyAllowed(this.cursors, heads);
    if (serverWentBack(this.sent, heads)) {
      this.cursors = null;
      this.catching = null;
      this.askAgain = true;
    } else if (inStep(this.cursors, heads)) {
      this.watcher.heard(at);
      this.watcher.inStep(at);
    }
  }

  /** One commit in one message: its patches and how far they lead. */
  private news({ patches, heads, at }: News): void {
    if (this.ended || !isHeads(heads)) return;
    for (const patch of patches ?? []) this.patched(patch);
    this.moved(heads, at);
  }

  private patched(patch: Rendering): void {
    if (patch.gone) this.watcher.patch(patch.address, null);
    else if (typeof patch.html === "string") this.watcher.patch(patch.address, patch.html);
    this.collectSoon();
  }

  private moved(heads: Heads, at: string): void {
    this.lastHeard = this.now();
    this.cursors = advance(this.cursors, heads);
    if (this.catching && this.now() - this.catching.since >= SETTLING) this.catching = null;
    this.watcher.heard(at);
    if (!this.asked) this.watcher.inStep(at);
  }

  /** A patch may bring new addresses into the page (a new issue's row): then the whole new set is watched. */
  collectSoon(): void {
    if (this.collecting) return;
    this.collecting = true;
    queueMicrotask(() => {
      this.collecting = false;
      if (!sameSet(this.watched, this.watcher.addresses())) this.watch();
    });
  }

  private end(): void {
    this.ended = true;
    this.wire.disconnect();
    this.watcher.revoked();
  }
}
