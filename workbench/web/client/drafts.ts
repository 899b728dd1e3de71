/**
 * Unsent text, kept on this machine per person and page until it was sent. A private place is a page of its own, so its
 * text comes back only there; another person at the same machine, or signing out, clears all of it.
 */

import { fieldsIn, isDirty, isTextPlace, mayBeKept, type Field } from "./fields.js";
import { readJson, shelf, type Shelf } from "./shelf.js";

interface Draft {
  text: string;
  /** What the server had rendered when the person began: if that changed, the text is offered, not put in. */
  base: string;
}

const isDraft = (value: unknown): value is Draft =>
  typeof value === "object" && value !== null && typeof (value as Draft).text === "string" && typeof (value as Draft).base === "string";

const KINDS = ["draft", "unsent"];

/** The key of something kept: kind, person, page, name. */
export function keptKey(kind: string, person: string, page: string, name: string): string {
  return [kind, person, page, name].map(encodeURIComponent).join("|");
}

/** What was kept for others at this machine, or for everybody when `person` is null. */
export function keysToClear(keys: readonly string[], person: string | null): string[] {
  return keys.filter((key) => {
    const [kind, owner] = key.split("|").map(decodeURIComponent);
    return KINDS.includes(kind ?? "") && (person === null || owner !== person);
  });
}

export class Drafts {
  constructor(
    private readonly person: string | null,
    private readonly page: string,
    private readonly store: Shelf = shelf,
  ) {
    if (person) for (const key of keysToClear(store.keys(), person)) store.drop(key);
  }

  /** The key for something else kept with this person and page (a send without answer). */
  key(kind: string, name: string): string | null {
    return this.person ? keptKey(kind, this.person, this.page, name) : null;
  }

  clearAll(): void {
    for (const key of keysToClear(this.store.keys(), null)) this.store.drop(key);
  }

  watch(): void {
    document.addEventListener("input", (event) => {
      if (isKeepable(event.target)) this.keep(event.target);
    });
    document.addEventListener("click", (event) => this.answer(event.target as Element));
  }

  /** Brings kept text back into the fields of a part of the page. */
  restore(root: ParentNode): void {
    for (const field of fieldsIn(root)) if (isKeepable(field) && !isDirty(field)) this.restoreField(field);
  }

  drop(form: HTMLFormElement): void {
    for (const field of form.elements) {
      if (!isKeepable(field)) continue;
      this.dropField(field);
      noteOf(field)?.setAttribute("hidden", "");
    }
  }

  private keep(field: Field): void {
    const key = this.key("draft", field.id);
    if (!key) return;
    const base = field instanceof HTMLSelectElement ? "" : field.defaultValue;
    if (!isDirty(field)) this.store.drop(key);
    else this.store.set(key, JSON.stringify({ text: field.value, base } satisfies Draft));
  }

  private read(field: Field): Draft | null {
    const key = this.key("draft", field.id);
    return key ? readJson(this.store, key, isDraft) : null;
  }

  private dropField(field: Field): void {
    const key = this.key("draft", field.id);
    if (key) this.store.drop(key);
  }

  private restoreField(field: Field): void {
    const draft = this.read(field);
    if (!draft) return;
    if (draft.text === field.value) return this.dropField(field);
    const base = field instanceof HTMLSelectElement ? "" : field.defaultValue;
    const older = draft.base !== base;
    if (!older) put(field, draft.text);
    const note = noteOf(field);
    if (!note) return;
    note.hidden = false;
    note.toggleAttribute("data-older", older);
    const shown = note.querySelector("[data-restored-text]");
    if (shown) shown.textContent = older ? draft.text : "";
  }

  private answer(pressed: Element): void {
    const button = pressed.closest("[data-restore-drop], [data-restore-use]");
    const note = button?.closest<HTMLElement>("[data-restored]");
    const field = note && fieldsIn(note.closest("form") ?? document).find((one) => isKeepable(one) && noteOf(one) === note);
    if (!button || !note || !field) return;
    const draft = this.read(field);
    if (button.hasAttribute("data-restore-use") && draft) put(field, draft.text);
    else if (!(field instanceof HTMLSelectElement)) put(field, field.defaultValue);
    if (button.hasAttribute("data-restore-drop")) this.dropField(field);
    note.hidden = true;
    field.focus();
  }
}

function put(field: Field, text: string): void {
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function isKeepable(target: EventTarget | Element | null): target is Field {
  if (!(target instanceof HTMLTextAreaElement || (target instanceof HTMLElement && target.hasAttribute("data-keep")))) return false;
  return target.id !== "" && isTextPlace(target) && !target.isContentEditable && mayBeKept(target);
}

/** The visible note of a field: the one that names it, else the form's only one. */
function noteOf(field: Field): HTMLElement | null {
  const scope: ParentNode = field.form ?? document;
  return (
    scope.querySelector<HTMLElement>(`[data-restored="${CSS.escape(field.id)}"]`) ?? scope.querySelector<HTMLElement>('[data-restored=""]')
  );
}
