/**
 * Sends form[data-act] by fetch. Until an act is answered, exactly what was sent first is sent again with its key: the door
 * gives a repeated key its first outcome, so a text changed meanwhile must never travel under the old key.
 */

import { confirmIn } from "./dialogs.js";
import type { Drafts } from "./drafts.js";
import { bodyOf, fieldsIn, hiddenField, mayBeKept, typedIn } from "./fields.js";
import { backOff, newKey, post, type Answer, type Outcome, type Refused } from "./sending.js";
import { readJson, shelf } from "./shelf.js";
import { fill, word } from "./words.js";

interface Attempt {
  url: string;
  body: FormData | URLSearchParams;
  typed: string;
  tries: number;
}

interface KeptAttempt {
  url: string;
  body: string;
  typed: string;
}

/** Asked before an act is sent; a sentence stops it. */
export type Before = (form: HTMLFormElement) => Promise<string | null>;

export class Forms {
  private readonly attempts = new Map<HTMLFormElement, Attempt>();
  private readonly busy = new WeakSet<HTMLFormElement>();
  private readonly before: Before[] = [];

  constructor(
    private readonly drafts: Drafts,
    private readonly settled: () => void,
    private readonly go: (href: string) => void = (href) => location.assign(href),
  ) {}

  asksBefore(before: Before): void {
    this.before.push(before);
  }

  start(): void {
    document.addEventListener("submit", (event) => this.submitted(event));
    document.addEventListener("click", (event) => {
      const button = (event.target as Element).closest<HTMLElement>("[data-send-now]");
      const form = button?.closest<HTMLFormElement>("form[data-act]");
      if (!form) return;
      event.preventDefault();
      void this.send(form, null);
    });
    addEventListener("online", () => this.linkIsBack());
  }

  /** What was sent without an answer before a reload is still open: it goes again under its key. */
  restore(root: ParentNode): void {
    for (const form of root.querySelectorAll<HTMLFormElement>("form[data-act][id]")) {
      const key = this.drafts.key("unsent", form.id);
      const kept = key && !this.attempts.has(form) ? readJson(shelf, key, isKept) : null;
      if (!kept) continue;
      this.attempts.set(form, { url: kept.url, body: new URLSearchParams(kept.body), typed: kept.typed, tries: 0 });
      this.showUnsent(form);
    }
  }

  linkIsBack(): void {
    for (const [form, attempt] of this.attempts) {
      if (!form.isConnected) this.attempts.delete(form);
      else if (form.hasAttribute("data-retry")) setTimeout(() => this.again(form, attempt), Math.random() * 1000);
    }
  }

  private submitted(event: SubmitEvent): void {
    const form = event.target as HTMLFormElement;
    if (form.hasAttribute("data-signs-out")) this.drafts.clearAll();
    if (!form.hasAttribute("data-act") || event.defaultPrevented) return;
    event.preventDefault();
    void this.send(form, event.submitter);
  }

  private async send(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
    if (this.busy.has(form) || submitter?.getAttribute("aria-disabled") === "true") return;
    this.busy.add(form);
    const release = markBusy(form, submitter);
    try {
      const attempt = this.attempts.get(form) ?? (await this.prepare(form, submitter));
      if (attempt) this.settle(form, attempt, await this.post(form, attempt));
    } finally {
      this.busy.delete(form);
      release();
      this.settled();
    }
  }

  private async prepare(form: HTMLFormElement, submitter: HTMLElement | null): Promise<Attempt | null> {
    if (form.dataset.confirm && !(await confirmIn(form.dataset.confirm))) return null;
    clearAlert(form);
    for (const before of this.before) {
      const objection = await before(form);
      if (objection) {
        say(form, objection);
        return null;
      }
    }
    if (!hiddenField(form, "_key")?.value) mintKey(form);
    const body = bodyOf(form, submitter);
    const plain = form.enctype === "multipart/form-data" ? body : new URLSearchParams(strings(body));
    const url = submitter?.getAttribute("formaction") ?? form.getAttribute("action") ?? location.pathname;
    return { url, body: plain, typed: typedIn(form), tries: 0 };
  }

  private post(form: HTMLFormElement, attempt: Attempt): Promise<Answer> {
    const csrf = hiddenField(form, "_csrf");
    if (csrf) attempt.body.set("_csrf", csrf.value);
    attempt.tries += 1;
    return post(attempt.url, attempt.body);
  }

  private settle(form: HTMLFormElement, attempt: Attempt, answer: Answer): void {
    if (answer.kind === "unanswered") {
      this.attempts.set(form, attempt);
      this.keep(form, attempt);
      this.showUnsent(form);
      if (form.hasAttribute("data-retry")) setTimeout(() => this.again(form, attempt), backOff(attempt.tries));
      return;
    }
    this.forget(form);
    if (answer.kind === "refused") refuse(form, answer);
    else this.done(form, attempt, answer);
  }

  private again(form: HTMLFormElement, attempt: Attempt): void {
    if (form.isConnected && this.attempts.get(form) === attempt) void this.send(form, null);
  }

  private done(form: HTMLFormElement, attempt: Attempt, outcome: Outcome): void {
    mintKey(form);
    if (typedIn(form) !== attempt.typed) {
      say(form, word("earlier-sent"));
      return;
    }
    this.drafts.drop(form);
    const href = nextOf(form, outcome);
    if (href) return this.go(href);
    if (form.hasAttribute("data-reset")) form.reset();
    else fieldsIn(form).forEach(takeAsRendered);
    form.closest("dialog")?.close("done");
    form.dispatchEvent(new CustomEvent("act-done", { bubbles: true, detail: outcome }));
  }

  private showUnsent(form: HTMLFormElement): void {
    form.setAttribute("data-unsent", "");
    say(form, word(form.hasAttribute("data-retry") ? "unsent-retry" : "unsent"));
    const button = form.querySelector<HTMLElement>("[data-send-now]");
    if (button) button.hidden = form.hasAttribute("data-retry");
  }

  /** Only what may be kept on this machine anyway: a ballot or a password is not. */
  private keep(form: HTMLFormElement, { url, body, typed }: Attempt): void {
    const key = form.id ? this.drafts.key("unsent", form.id) : null;
    const fields = fieldsIn(form).filter((field) => field.type !== "hidden");
    const isText = fields.some((field) => field instanceof HTMLTextAreaElement || field.hasAttribute("data-keep"));
    if (!key || !(body instanceof URLSearchParams) || !isText || !fields.every(mayBeKept)) return;
    const kept = new URLSearchParams(body);
    kept.delete("_csrf");
    shelf.set(key, JSON.stringify({ url, body: kept.toString(), typed } satisfies KeptAttempt));
  }

  private forget(form: HTMLFormElement): void {
    this.attempts.delete(form);
    const key = form.id ? this.drafts.key("unsent", form.id) : null;
    if (key) shelf.drop(key);
    form.removeAttribute("data-unsent");
    form.querySelector("[data-send-now]")?.setAttribute("hidden", "");
    clearAlert(form);
  }
}

function isKept(value: unknown): value is KeptAttempt {
  const kept = value as KeptAttempt | null;
  return typeof kept?.url === "string" && typeof kept.body === "string" && typeof kept.typed === "string" && kept.url.startsWith("/");
}

const strings = (body: FormData): string[][] => [...body].map(([name, value]) => [name, typeof value === "string" ? value : value.name]);

function mintKey(form: HTMLFormElement): void {
  let key = hiddenField(form, "_key");
  if (!key) {
    key = Object.assign(document.createElement("input"), { type: "hidden", name: "_key" });
    form.append(key);
  }
  key.value = newKey();
}

/** The button keeps its label and its focus; a second press does nothing. */
function markBusy(form: HTMLFormElement, submitter: HTMLElement | null): () => void {
  form.setAttribute("data-busy", "");
  submitter?.setAttribute("aria-disabled", "true");
  return () => {
    form.removeAttribute("data-busy");
    submitter?.removeAttribute("aria-disabled");
  };
}

const alertOf = (form: HTMLFormElement): HTMLElement | null => form.querySelector<HTMLElement>("[role=alert]");

function say(form: HTMLFormElement, message: string): void {
  const alert = alertOf(form);
  if (!alert) return;
  alert.hidden = false;
  alert.textContent = message;
}

function clearAlert(form: HTMLFormElement): void {
  const alert = alertOf(form);
  if (alert) alert.textContent = "";
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
}

function refuse(form: HTMLFormElement, refused: Refused): void {
  say(form, refused.message || word(refused.status === 401 ? "signed-out" : "refused"));
  const named = refused.field === null ? null : form.elements.namedItem(refused.field);
  const field = named instanceof RadioNodeList ? named[0] : named;
  if (field instanceof HTMLElement) {
    field.setAttribute("aria-invalid", "true");
    field.focus();
  }
  form.dispatchEvent(new CustomEvent("act-refused", { bubbles: true, detail: refused }));
}

/**
 * Where to go after success: the result's `next`, the form's data-goto filled from the result, or the page the plain form
 * would lead to. On the page itself nothing is loaded again: its regions bring the change.
 */
function nextOf(form: HTMLFormElement, { result, next: filled }: Outcome): string | null {
  const encoded = Object.fromEntries(Object.entries(result).map(([name, value]) => [name, encodeURIComponent(String(value))]));
  const named = typeof result.next === "string" ? result.next : form.dataset.goto && fill(form.dataset.goto, encoded);
  if (named) return isLocal(named) ? named : null;
  if (form.hasAttribute("data-reset") || form.hasAttribute("data-stay")) return null;
  const asked = hiddenField(form, "_next")?.value;
  const next = asked && (filled ?? asked);
  if (!next || !isLocal(next)) return null;
  const isHere = new URL(next, location.href).pathname === location.pathname && document.body.dataset.watch !== undefined;
  return isHere ? null : next;
}

/** Only a path of this house: an address that leads away is never followed. */
export function isLocal(href: string): boolean {
  return /^\/(?![/\\])/.test(href);
}

function takeAsRendered(field: Element): void {
  if (field instanceof HTMLTextAreaElement) field.defaultValue = field.value;
  else if (field instanceof HTMLSelectElement) for (const option of field.options) option.defaultSelected = option.selected;
  else if (field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type)) field.defaultChecked = field.checked;
  else if (field instanceof HTMLInputElement && !["hidden", "password", "file"].includes(field.type)) field.defaultValue = field.value;
}
