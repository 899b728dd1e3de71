/** A side's draft that saves itself: form[data-autosave] round a text; a stale save shows both texts and drops neither. */

import { Autosave, type SaveState } from "./autosave.js";
import { clockTime } from "./clocks.js";
import { ClauseEditor } from "./editor.js";
import { hiddenField } from "./fields.js";
import type { Before } from "./forms.js";
import { newKey, post, type Outcome, type Refused } from "./sending.js";
import { word } from "./words.js";

export class Drafting {
  private readonly autosave: Autosave<URLSearchParams>;
  private stale: Refused | null = null;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly editor: ClauseEditor,
    private readonly textarea: HTMLTextAreaElement,
    private readonly serverNow: () => string,
  ) {
    this.autosave = new Autosave(joined(this.lines().map((line) => line.defaultValue)), {
      make: () => this.body(),
      send: (body) => post(`/do/${form.dataset.autosave}`, body),
      saved: (typed, outcome) => this.saved(typed, outcome),
      refused: (refused) => this.refused(refused),
      state: (state) => this.show(state),
    });
    form.addEventListener("input", (event) => !(event as InputEvent).isComposing && this.changed());
    form.addEventListener("compositionend", () => this.changed());
    editor.addEventListener("incoming", (event) => this.incoming((event as CustomEvent<Element>).detail));
    editor.addEventListener("waited", (event) => this.adopt((event as CustomEvent<string>).detail));
    form.addEventListener("click", (event) => this.decided(event.target as Element));
    this.changed();
  }

  flush(): Promise<boolean> {
    return this.autosave.flush();
  }

  /** The text and the lines that go with it: all of a draft that is typed. */
  private lines(): (HTMLInputElement | HTMLTextAreaElement)[] {
    const more = this.form.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("[data-typing]");
    return [this.textarea, ...[...more].filter((line) => line !== this.textarea)];
  }

  private typed(): string {
    return joined(this.lines().map((line) => line.value));
  }

  private changed(): void {
    this.autosave.change(this.typed());
    this.editor.toggleAttribute("data-editing", !this.autosave.isSaved);
  }

  private body(): URLSearchParams {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) if (typeof value === "string") body.append(name, value);
    body.delete("_next");
    body.set("_key", newKey());
    return body;
  }

  private saved(typed: string, outcome: Outcome): void {
    this.setBase(outcome.result);
    const values = typed.split(BETWEEN);
    this.lines().forEach((line, place) => (line.defaultValue = values[place] ?? ""));
    this.textarea.dispatchEvent(new Event("input", { bubbles: true })); // the kept copy compares itself and goes
  }

  /** The version the next save is based on: the hidden field marked data-base, by its own name in the answer. */
  private setBase(values: Record<string, unknown>): void {
    const field = this.form.querySelector<HTMLInputElement>("input[data-base]") ?? hiddenField(this.form, "base");
    const base = field && (values[field.name] ?? values.base ?? values.version);
    if (!field || base === undefined || base === null) return;
    field.value = String(base);
    // What hands the draft over names the version that was just saved.
    for (const other of document.querySelectorAll<HTMLInputElement>(`input[data-base-of="${this.form.id}"]`)) other.value = field.value;
  }

  /** Another member of the side saved: an idle editor takes it over, one with unsaved text meets it at the next save. */
  private incoming(next: Element): void {
    const text = next.querySelector("textarea")?.defaultValue;
    if (text !== undefined) this.adopt(text);
  }

  private adopt(text: string): void {
    if (!this.autosave.isSaved || text === this.textarea.value) return;
    this.textarea.defaultValue = text;
    this.editor.replace(text);
    this.autosave.adopt(this.typed());
  }

  private refused(refused: Refused): void {
    const slot = this.form.querySelector<HTMLElement>("[data-conflict]");
    const isStale = refused.status === 409 && typeof refused.values.text === "string";
    if (!isStale || !slot) return this.say(refused.message || word("refused"));
    this.stale = refused;
    fillSlot(slot, "author", String(refused.values.author ?? ""));
    fillSlot(slot, "text", String(refused.values.text));
    fillSlot(slot, "message", refused.message);
    slot.hidden = false;
  }

  private decided(pressed: Element): void {
    const keep = pressed.closest("[data-conflict-keep]") !== null;
    if (!this.stale || (!keep && !pressed.closest("[data-conflict-take]"))) return;
    const { values } = this.stale;
    this.setBase(values);
    this.stale = null;
    this.form.querySelector("[data-conflict]")?.setAttribute("hidden", "");
    // undo brings the own text back after taking the other one
    if (!keep) this.editor.replace(String(values.text));
    this.autosave.resume();
  }

  private show(state: SaveState): void {
    this.editor.toggleAttribute("data-editing", state !== "saved");
    const time = state === "saved" ? clockTime(this.serverNow(), document.body.dataset.zone) : "";
    for (const place of this.form.querySelectorAll<HTMLElement>("[data-save-state]")) {
      place.dataset.saveState = state;
      place.textContent = word(`save-${state}`, { time });
    }
    if (state === "saved") this.say("");
  }

  private say(message: string): void {
    const alert = this.form.querySelector("[role=alert]");
    if (alert) alert.textContent = message;
  }
}

const BETWEEN = "\u0000";
const joined = (values: string[]): string => values.join(BETWEEN);

function fillSlot(slot: HTMLElement, name: string, text: string): void {
  const place = slot.querySelector(`[data-conflict-${name}]`);
  if (place) place.textContent = text;
}

const draftings = new Map<ClauseEditor, Drafting>();

/** Starts every editor in the page; call again after a patch brought new ones. */
export function startEditors(serverNow: () => string): void {
  if (!customElements.get("clause-editor")) customElements.define("clause-editor", ClauseEditor);
  for (const editor of document.querySelectorAll<ClauseEditor>("clause-editor")) {
    const textarea = editor.textarea;
    const form = editor.closest<HTMLFormElement>("form[data-autosave]");
    if (textarea && form && !draftings.has(editor)) draftings.set(editor, new Drafting(form, editor, textarea, serverNow));
  }
  for (const editor of draftings.keys()) if (!editor.isConnected) draftings.delete(editor);
}

/** An act must not run ahead of the text it is about: the draft is saved first. */
export const saveFirst: Before = async () => {
  const saved = await Promise.all([...draftings.values()].map((drafting) => drafting.flush()));
  return saved.every(Boolean) ? null : word("save-first");
};
