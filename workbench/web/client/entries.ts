/**
 * One entry of a score sheet: its value and its reason are saved together with every key press, over the version they were
 * written from. What has no answer yet is kept on this machine and comes back after a reload.
 */

import { Autosave, type SaveState } from "./autosave.js";
import type { Drafts } from "./drafts.js";
import { newKey, post, type Outcome, type Refused } from "./sending.js";
import { readJson, shelf } from "./shelf.js";
import { word } from "./words.js";

/** A key press is on its way after this many milliseconds at the latest. */
export const SOON = 120;
/** So long a saved entry is remembered: a page asked for at the same moment was rendered by then. */
const FORGOTTEN_AFTER = 15_000;
const BETWEEN = "\u0000";

interface Kept {
  value: string;
  reason: string;
  version: string;
  /** It was answered under this version; a page rendered meanwhile may still show what was there before. */
  saved?: boolean;
}

export type ValueField = HTMLInputElement | HTMLSelectElement;

/** True while a number is still being typed: a sign alone, or a point with nothing behind it. Pure. */
export const isUnfinished = (value: string): boolean => /^\s*[-−]?\s*$|\.\s*$/.test(value) && value.trim() !== "";

const isKept = (found: unknown): found is Kept => {
  const kept = found as Kept | null;
  return typeof kept?.value === "string" && typeof kept.reason === "string" && typeof kept.version === "string";
};

export class SheetEntry {
  readonly field: ValueField;
  readonly reason: HTMLTextAreaElement | null;
  private readonly form: HTMLFormElement;
  private readonly autosave: Autosave<URLSearchParams>;
  private readonly keptAs: string | null;
  private stale: Refused | null = null;
  private refusedText: string | null = null;
  private composing = false;
  private seen: string;
  private forgetting: ReturnType<typeof setTimeout> | undefined;
  state: SaveState = "saved";

  constructor(
    readonly row: HTMLElement,
    drafts: Drafts,
    private readonly changedState: (entry: SheetEntry, saved: boolean) => void,
  ) {
    this.form = row.querySelector<HTMLFormElement>("form[data-entry]") as HTMLFormElement;
    this.field = this.form.elements.namedItem("value") as ValueField;
    this.reason = row.querySelector<HTMLTextAreaElement>("textarea[name=reason]");
    this.keptAs = drafts.key("unsent", `entry-${this.item}`);
    this.seen = this.typed();
    this.autosave = new Autosave<URLSearchParams>(this.seen, {
      soon: SOON,
      make: () => this.body(),
      send: (body) => post("/do/KeepEntry", body),
      saved: (typed, outcome) => this.saved(typed, outcome),
      refused: (refused) => this.refused(refused),
      state: (state) => this.show(state),
    });
    row.addEventListener("compositionstart", () => (this.composing = true));
    row.addEventListener("compositionend", () => {
      this.composing = false;
      this.changed();
    });
    row.addEventListener("input", () => this.changed());
    row.addEventListener("focusout", () => this.changed(true));
    row.addEventListener("click", (event) => this.decided(event.target as Element));
  }

  get item(): string {
    return this.row.dataset.item ?? "";
  }

  get isBlank(): boolean {
    return this.field.value.trim() === "";
  }

  /** Puts a value in as if it had been typed. */
  put(value: string): void {
    this.field.value = value;
    this.changed();
  }

  flush(): Promise<boolean> {
    this.changed(true);
    return this.autosave.flush();
  }

  hasten(): void {
    this.autosave.hasten();
  }

  private typed(): string {
    return [this.field.value.trim(), this.reason?.value ?? ""].join(BETWEEN);
  }

  private changed(isLeft = false): void {
    if (this.composing) return;
    const typed = this.typed();
    if (typed !== this.seen) this.keep();
    this.seen = typed;
    if (!isLeft && isUnfinished(this.field.value)) return;
    this.autosave.change(typed);
    if (this.stale !== null || this.refusedText === null || this.refusedText === typed) return;
    this.refusedText = null;
    this.say("");
    if (this.autosave.isSaved) this.autosave.adopt(typed);
    else this.autosave.resume();
  }

  private versionField(): HTMLInputElement {
    return this.form.elements.namedItem("version") as HTMLInputElement;
  }

  private body(): URLSearchParams {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) if (typeof value === "string" && name !== "_next") body.append(name, value);
    body.set("value", this.field.value.trim());
    body.set("_key", newKey());
    return body;
  }

  private saved(typed: string, outcome: Outcome): void {
    this.versionField().value = String(outcome.result.version ?? "0");
    this.say("");
    const isAll = typed === this.typed();
    this.keep(isAll);
    clearTimeout(this.forgetting);
    if (isAll) this.forgetting = setTimeout(() => this.keptAs && shelf.drop(this.keptAs), FORGOTTEN_AFTER);
  }

  private refused(refused: Refused): void {
    this.refusedText = this.typed();
    this.say(refused.message || word(refused.status === 401 ? "signed-out" : "refused"));
    if (refused.reason !== "stale_entry") return;
    this.stale = refused;
    this.choice()?.removeAttribute("hidden");
  }

  /** After two have changed one item: take the other value, or save one's own over it. */
  private decided(pressed: Element): void {
    const keep = pressed.closest("[data-entry-keep]") !== null;
    if (!this.stale || (!keep && !pressed.closest("[data-entry-take]"))) return;
    const { values } = this.stale;
    this.versionField().value = String(values.version ?? "0");
    this.stale = null;
    this.refusedText = null;
    this.choice()?.setAttribute("hidden", "");
    this.say("");
    if (keep) return this.autosave.resume();
    this.field.value = String(values.value ?? "");
    if (this.reason) this.reason.value = String(values.because ?? "");
    if (this.keptAs) shelf.drop(this.keptAs);
    this.seen = this.typed();
    this.autosave.adopt(this.seen);
    this.changedState(this, true);
  }

  private choice(): HTMLElement | null {
    return this.row.querySelector<HTMLElement>("[data-entry-choice]");
  }

  private keep(saved = false): void {
    if (!this.keptAs) return;
    clearTimeout(this.forgetting);
    const kept: Kept = { value: this.field.value, reason: this.reason?.value ?? "", version: this.versionField().value, saved };
    shelf.set(this.keptAs, JSON.stringify(kept));
  }

  /** What was typed before a reload and never answered goes in again; the version it was written from finds out who was first. */
  restore(): void {
    const kept = this.keptAs ? readJson(shelf, this.keptAs, isKept) : null;
    if (!kept || !this.keptAs) return;
    const isOlder = kept.saved === true && Number(kept.version) <= Number(this.versionField().value);
    if (isOlder || this.typed() === [kept.value.trim(), kept.reason].join(BETWEEN)) return shelf.drop(this.keptAs);
    this.field.value = kept.value;
    if (this.reason) this.reason.value = kept.reason;
    this.versionField().value = kept.version;
    this.seen = this.typed();
    if (kept.saved === true) this.autosave.adopt(this.seen);
    else this.changed(true);
  }

  private show(state: SaveState): void {
    this.state = state;
    this.row.dataset.saveState = state;
    this.row.toggleAttribute("data-blank", this.isBlank);
    this.changedState(this, state === "saved");
  }

  private say(message: string): void {
    const place = this.row.querySelector<HTMLElement>("[data-entry-answer]");
    if (place) place.textContent = message;
    if (message) this.field.setAttribute("aria-invalid", "true");
    else this.field.removeAttribute("aria-invalid");
  }
}
