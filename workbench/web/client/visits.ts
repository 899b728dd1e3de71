/** The visit sheet on a phone: everything written is kept on the device first, sent when there is a line, once. */

import { backOff, newKey, post, type Answer } from "./sending.js";
import { readJson, shelf } from "./shelf.js";
import { UnsentStore, type Unsent } from "./unsent.js";
import { fill } from "./words.js";

const PAUSE = 300;
const REST = 2_000;
const LONGEST_SIDE = 2000;
const TICK = 60_000;

export async function startVisit(serverNow: () => string): Promise<void> {
  const state = document.querySelector<HTMLElement>("[data-visit-state]");
  if (!state) return;
  const page = new VisitPage(state, serverNow);
  await page.start();
}

class VisitPage {
  private readonly words: Record<string, string>;
  private readonly person = document.body.dataset.visitor ?? "";
  private readonly visit = document.body.dataset.visit ?? "";
  private readonly pauses = new Map<HTMLFormElement, number>();
  private rows: Unsent[] = [];
  private store: UnsentStore | null = null;
  private running = false;
  private again = false;
  private tries = 0;
  private stop = "";
  private keeping = 0;

  constructor(
    private readonly state: HTMLElement,
    private readonly serverNow: () => string,
  ) {
    this.words = JSON.parse(state.dataset.words ?? "{}") as Record<string, string>;
  }

  async start(): Promise<void> {
    this.state.hidden = false;
    try {
      this.store = await UnsentStore.open();
    } catch {
      this.say(this.words.no_store ?? "");
      return;
    }
    await this.gather();
    for (const row of await this.store.all(this.person)) if (row.visit === this.visit && !(row.done && navigator.onLine)) this.showAgain(row);
    for (const button of document.querySelectorAll<HTMLElement>("[data-visit-keep]")) button.hidden = true;
    document.addEventListener("input", (event) => this.typed(event));
    document.addEventListener("change", (event) => this.changed(event));
    document.addEventListener("submit", (event) => this.submitted(event), true);
    addEventListener("online", () => void this.send());
    addEventListener("offline", () => void this.show());
    setInterval(() => void this.send(), TICK);
    this.state.querySelector("[data-visit-send]")?.addEventListener("click", () => void this.send());
    void this.keepPage();
    await this.send();
  }

  private typed(event: Event): void {
    const form = entryForm(event.target);
    if (!form) return;
    // The page may be gone before IndexedDB has written: this is written at once.
    shelf.set(this.slot(form), JSON.stringify({ ...this.about(form), fields: this.entryOf(form) }));
    clearTimeout(this.pauses.get(form));
    this.pauses.set(form, window.setTimeout(() => void this.keep(form), PAUSE));
    this.draw(); // at once: the page never says that all is sent while something is not
  }

  private changed(event: Event): void {
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || input.type !== "file") return;
    const form = input.closest<HTMLFormElement>("[data-visit-photo]");
    if (form) void this.keepPhoto(form, input);
  }

  private submitted(event: SubmitEvent): void {
    const form = event.target as HTMLFormElement;
    const entry = entryForm(form);
    if (entry) {
      event.preventDefault();
      void this.keep(entry);
    } else if (form.matches("[data-visit-photo]")) {
      event.preventDefault();
      const input = form.querySelector<HTMLInputElement>("input[type=file]");
      if (input) void this.keepPhoto(form, input);
    } else if (form.dataset.act === "CloseVisit" && this.state.hasAttribute("data-unsent")) {
      event.preventDefault();
      event.stopPropagation();
      const alert = form.querySelector("[role=alert]");
      if (alert) alert.textContent = this.words.not_closed ?? "";
    }
  }

  private async keep(form: HTMLFormElement): Promise<void> {
    const pause = this.pauses.get(form);
    clearTimeout(pause);
    const fields = this.entryOf(form);
    if (fields.finding) {
      for (const radio of form.querySelectorAll<HTMLInputElement>('input[name="finding"]')) radio.checked = radio.value === fields.finding;
      const written = shelf.get(this.slot(form));
      await this.store?.replace({ ...this.about(form), fields });
      if (shelf.get(this.slot(form)) === written) shelf.drop(this.slot(form));
    }
    if (this.pauses.get(form) === pause) this.pauses.delete(form); // unless more was typed meanwhile
    await this.show();
    await this.send();
  }

  private async keepPhoto(form: HTMLFormElement, input: HTMLInputElement): Promise<void> {
    const file = input.files?.[0];
    if (!file) return;
    const photo = await smaller(file);
    await this.store?.put({ ...this.about(form), fields: fieldsOf(form), photo, name: named(file, photo) });
    const row = document.createElement("li");
    row.textContent = fill(this.words.taken ?? "", { clock: new Date().toTimeString().slice(0, 5) });
    form.closest("[data-visit-item]")?.querySelector("[data-visit-photos]")?.append(row);
    form.reset();
    await this.show();
    await this.send();
  }

  /** What an entry says; a note without a finding means that nothing could be seen. Blank when there is nothing to take yet. */
  private entryOf(form: HTMLFormElement): Record<string, string> {
    const fields = fieldsOf(form);
    if (!fields.finding && !fields.note) return {};
    return { ...fields, finding: fields.finding ?? "not_seen", noted_at: this.serverNow() };
  }

  private slot(form: HTMLFormElement): string {
    return `${this.slots}${fieldsOf(form).item ?? ""}`;
  }

  private get slots(): string {
    return `visit:${this.person}:${this.visit}:`;
  }

  /** What was typed in the last moment before the page went away joins the queue. */
  private async gather(): Promise<void> {
    for (const slot of shelf.keys().filter((key) => key.startsWith(this.slots))) {
      const row = readJson(shelf, slot, isUnsent);
      if (row?.fields.finding) await this.store?.replace(row);
      shelf.drop(slot);
    }
  }

  private about(form: HTMLFormElement): Unsent {
    const url = form.getAttribute("action") ?? "";
    return { person: this.person, visit: this.visit, url, key: newKey(), fields: {}, tried: false };
  }

  /** Sends everything in the order it was written; stops where nobody answers. One page at a time sends. */
  private async send(): Promise<void> {
    if (this.running) {
      this.again = true;
      return;
    }
    this.running = true;
    try {
      do {
        this.again = false;
        await alone(() => this.sendAll());
      } while (this.again);
    } finally {
      this.running = false;
      await this.show();
    }
  }

  private async sendAll(): Promise<void> {
    const waiting = ((await this.store?.all(this.person)) ?? []).filter((row) => row.refused === undefined && !row.done);
    let sent = 0;
    this.stop = "";
    // Not tried without a line: what was never sent may still be changed, so ten changes of mind arrive as one entry.
    if (!navigator.onLine) return;
    if (waiting.length > 0) this.say(this.words.sending ?? "");
    for (const { order } of waiting) {
      const row = order === undefined ? null : await this.store?.take(order);
      if (!row || order === undefined) continue;
      const answer = await post(row.url, bodyOf(row));
      if (!(await this.settle(order, row, answer))) break;
      sent += 1;
    }
    if (sent > 0) this.keepSoon();
  }

  /** Returns whether sending goes on. */
  private async settle(order: number, row: Unsent, answer: Answer): Promise<boolean> {
    if (answer.kind === "unanswered") {
      this.tries += 1;
      if (navigator.onLine) setTimeout(() => void this.send(), backOff(this.tries));
      this.stop = this.words.offline ?? "";
      return false;
    }
    this.tries = 0;
    if (answer.kind === "done") {
      if (row.photo) await this.store?.drop(order);
      else await this.store?.put({ ...row, order, tried: true, done: true });
    } else if (answer.status === 401 || answer.reason === "foreign_form") {
      this.stop = (answer.status === 401 ? this.words.signed_out : this.words.stale) ?? "";
      return false;
    } else if (answer.status === 429) {
      setTimeout(() => void this.send(), 5_000);
      return false;
    } else {
      await this.store?.put({ ...row, order, tried: true, refused: answer.message || answer.reason });
    }
    return true;
  }

  private keepSoon(): void {
    clearTimeout(this.keeping);
    this.keeping = window.setTimeout(() => void this.keepPage(), REST);
  }

  /** Keeps the page as the house shows it now; only then may this device forget what was sent. */
  private async keepPage(): Promise<void> {
    const done = ((await this.store?.all(this.person)) ?? []).filter((row) => row.done && row.visit === this.visit);
    const kept = await keepForOffline();
    this.sayKept(kept);
    if (!kept && navigator.serviceWorker?.controller) return;
    for (const { order } of done) if (order !== undefined) await this.store?.drop(order);
  }

  private async show(): Promise<void> {
    this.rows = ((await this.store?.all(this.person)) ?? []).filter((row) => !row.done);
    this.draw();
  }

  private draw(): void {
    const { rows } = this;
    const photos = rows.filter((row) => row.photo).length;
    const open = rows.length + this.pauses.size; // what is being typed is not sent either
    this.state.toggleAttribute("data-unsent", open > 0);
    const count = fill(this.words.unsent ?? "", { entries: open - photos, photos });
    const line = navigator.onLine ? "" : (this.words.offline ?? "");
    this.say(open > 0 ? [count, this.stop || line].filter(Boolean).join(" ") : line || (this.words.sent ?? ""));
    const list = this.state.querySelector("[data-visit-unsent]");
    list?.replaceChildren(...rows.map((row) => this.line(row)));
    const button = this.state.querySelector<HTMLElement>("[data-visit-send]");
    if (button) button.hidden = rows.length === 0;
  }

  private line(row: Unsent): HTMLLIElement {
    const item = document.createElement("li");
    const name = row.photo ? (row.fields.item ? this.words.photo : this.words.photo_loose) : this.words.entry;
    const finding = this.findingWords(row.fields.finding ?? "");
    item.textContent = fill(name ?? "", { item: row.fields.item, finding });
    if (row.refused === undefined) return item;
    item.setAttribute("data-refused", "");
    item.append(` – ${fill(this.words.refused ?? "", { reason: row.refused })}${row.fields.note ? ` “${row.fields.note}” ` : " "}`);
    const drop = document.createElement("button");
    drop.type = "button";
    drop.className = "button button-small";
    drop.textContent = this.words.drop ?? "";
    drop.addEventListener("click", () => {
      if (row.order !== undefined) void this.store?.drop(row.order).then(() => this.show());
    });
    item.append(drop);
    return item;
  }

  private findingWords(finding: string): string {
    const radio = document.querySelector(`[data-visit-entry] input[name="finding"][value="${CSS.escape(finding)}"]`);
    return radio?.parentElement?.textContent?.trim() ?? finding;
  }

  /** What was kept on this device stands in the fields again after a reload. */
  private showAgain(row: Unsent): void {
    const form = document.querySelector<HTMLElement>(`[data-visit-item="${CSS.escape(row.fields.item ?? "")}"]`)?.querySelector<HTMLFormElement>("[data-visit-entry]");
    if (!form || row.photo) return;
    for (const radio of form.querySelectorAll<HTMLInputElement>('input[name="finding"]')) radio.checked = radio.value === row.fields.finding;
    const note = form.querySelector("textarea");
    if (note) note.value = row.fields.note ?? "";
  }

  private say(words: string): void {
    const line = this.state.querySelector("[data-visit-line]");
    if (line && line.textContent !== words) line.textContent = words;
  }

  private sayKept(kept: boolean): void {
    const line = this.state.querySelector("[data-visit-kept]");
    if (line) line.textContent = (kept ? this.words.kept : this.words.not_kept) ?? "";
  }
}

function isUnsent(value: unknown): value is Unsent {
  const row = value as Unsent | null;
  return typeof row?.person === "string" && typeof row.visit === "string" && typeof row.key === "string" && typeof row.fields === "object" && row.url === "/do/KeepVisitEntry";
}

function entryForm(node: EventTarget | null): HTMLFormElement | null {
  return node instanceof Element ? node.closest<HTMLFormElement>("form[data-visit-entry]") : null;
}

/** The fields of a form that are part of the command; the token is that of the page that sends. */
function fieldsOf(form: HTMLFormElement): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [name, value] of new FormData(form)) if (typeof value === "string" && !name.startsWith("_")) fields[name] = value;
  return fields;
}

function bodyOf(row: Unsent): FormData {
  const body = new FormData();
  for (const [name, value] of Object.entries(row.fields)) body.set(name, value);
  body.set("_key", row.key);
  body.set("_csrf", document.querySelector<HTMLInputElement>('input[name="_csrf"]')?.value ?? "");
  if (row.photo) body.set("file", row.photo, row.name ?? "photo.jpg");
  return body;
}

const named = (file: File, photo: Blob): string => (photo === file ? file.name : `${file.name.replace(/\.[^.]*$/, "")}.jpg`);

/** Drawn anew, smaller and upright: nothing the camera wrote about place and time is in it. What cannot be drawn goes as it is. */
async function smaller(file: File): Promise<Blob> {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const drawn = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
    return drawn ?? file;
  } catch {
    return file;
  }
}

async function alone(work: () => Promise<void>): Promise<void> {
  if (!("locks" in navigator)) return work();
  await navigator.locks.request("visits", work);
}

/** Lets the service worker keep this page and what it is made of. Returns whether it opens without a line from now on. */
async function keepForOffline(): Promise<boolean> {
  if (!("serviceWorker" in navigator)) return false;
  try {
    const registration = await navigator.serviceWorker.register("/visits/worker.js", { scope: "/visits/" });
    await navigator.serviceWorker.ready;
    const made = performance.getEntriesByType("resource").map((entry) => new URL(entry.name));
    const ours = made.filter((url) => url.origin === location.origin && url.pathname.startsWith("/static/")).map((url) => url.pathname + url.search);
    const linked = [...document.querySelectorAll<HTMLLinkElement>("link[rel=stylesheet], link[rel=icon]")].map((link) => link.getAttribute("href") ?? "");
    const urls = [...new Set([location.pathname, ...ours, ...linked.filter((href) => href.startsWith("/static/"))])];
    return await asked(registration.active, { kind: "keep", urls });
  } catch {
    return false;
  }
}

function asked(worker: ServiceWorker | null, message: unknown): Promise<boolean> {
  return new Promise((resolve) => {
    if (!worker) return resolve(false);
    const channel = new MessageChannel();
    channel.port1.onmessage = (event) => resolve(event.data === true);
    setTimeout(() => resolve(false), 20_000);
    worker.postMessage(message, [channel.port2]);
  });
}
