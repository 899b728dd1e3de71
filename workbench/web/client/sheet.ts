/** The score sheet: keys walk from item to item, what is beside the item follows, sums come from the server after each save. */

import { clockTime } from "./clocks.js";
import { openDialog } from "./dialogs.js";
import type { Drafts } from "./drafts.js";
import { SheetEntry } from "./entries.js";
import { isTextPlace } from "./fields.js";
import { keyName } from "./keys.js";
import { shelf } from "./shelf.js";
import type { Before } from "./forms.js";
import { counted, word } from "./words.js";

interface Standing {
  texts: Record<string, string>;
  bars: Record<string, number>;
  why: string;
}

const AFTER_SAVES = 80;

export class Sheet {
  private readonly entries: SheetEntry[];
  private readonly beside: HTMLElement | null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asked = 0;

  constructor(
    private readonly root: HTMLElement,
    drafts: Drafts,
    private readonly serverNow: () => string,
  ) {
    this.beside = root.querySelector<HTMLElement>("[data-beside]");
    const rows = [...root.querySelectorAll<HTMLElement>("[data-item]:has(form[data-entry])")];
    this.entries = rows.map((row) => new SheetEntry(row, drafts, (entry, saved) => this.told(entry, saved)));
    root.addEventListener("submit", (event) => this.submitted(event));
    root.addEventListener("focusin", (event) => this.reached(event.target as Element));
    root.addEventListener("click", (event) => this.pressed(event));
    document.addEventListener("keydown", (event) => this.key(event), { capture: true });
    addEventListener("online", () => this.entries.forEach((entry) => entry.hasten()));
    addEventListener("offline", () => this.showState());
    for (const entry of this.entries) entry.restore();
    this.entries[this.current]?.row.scrollIntoView({ block: "nearest" });
    root.setAttribute("data-ready", "");
  }

  async flush(): Promise<boolean> {
    const saved = await Promise.all(this.entries.map((entry) => entry.flush()));
    return saved.every(Boolean);
  }

  // ── walking ─────────────────────────────────────────────

  private get current(): number {
    return this.entries.findIndex((entry) => entry.row.hasAttribute("aria-current"));
  }

  private go(to: number, focus = true): void {
    const entry = this.entries[Math.min(this.entries.length - 1, Math.max(0, to))];
    if (!entry) return;
    this.select(entry);
    if (!focus) return;
    entry.field.focus({ preventScroll: true });
    if (entry.field instanceof HTMLInputElement) entry.field.select();
    entry.row.scrollIntoView({ block: "nearest" });
  }

  private goUnscored(): void {
    const from = this.current;
    const order = [...this.entries.slice(from + 1), ...this.entries.slice(0, from + 1)];
    const next = order.find((entry) => entry.isBlank);
    if (next) this.go(this.entries.indexOf(next));
  }

  private select(entry: SheetEntry): void {
    if (entry.row.hasAttribute("aria-current")) return;
    for (const one of this.entries) one.row.removeAttribute("aria-current");
    entry.row.setAttribute("aria-current", "true");
    const place = `?item=${encodeURIComponent(entry.item)}`;
    history.replaceState(history.state, "", place);
    void this.showBeside(entry);
  }

  private reached(target: Element): void {
    const entry = this.entries.find((one) => one.row.contains(target));
    if (entry) this.select(entry);
  }

  // ── keys ────────────────────────────────────────────────

  private key(event: KeyboardEvent): void {
    const target = event.target as Element;
    if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.keyCode === 229) return;
    const inValue = this.entries.some((entry) => entry.field === target);
    const isFree = !isTextPlace(target) && (target === document.body || this.root.contains(target));
    const inReason = target instanceof HTMLTextAreaElement && this.root.contains(target);
    if (inReason && event.key === "Escape") return this.done(event, () => this.go(this.current));
    if (!inValue && !isFree) return;
    const act = this.walking(event, inValue) ?? this.putting(event, target) ?? (isFree ? this.typing(event) : null);
    if (act) this.done(event, act);
  }

  private done(event: KeyboardEvent, act: () => void): void {
    event.preventDefault();
    act();
  }

  private walking(event: KeyboardEvent, inValue: boolean): (() => void) | null {
    const at = this.current;
    if (event.key === "ArrowDown") return () => this.go(at + 1);
    if (event.key === "ArrowUp") return () => this.go(Math.max(0, at - 1));
    if (event.key === "Enter" && inValue && !event.repeat) return () => this.keepAndGo();
    return null;
  }

  /** Single letters: never where words are typed, and not when the person switched keys off. */
  private putting(event: KeyboardEvent, target: Element): (() => void) | null {
    const entry = this.entries[this.current];
    const name = keyName(event);
    const takesWords = target instanceof HTMLElement && target.hasAttribute("data-words");
    if (!entry || !name || takesWords || shelf.get("keys") === "off") return null;
    if (entry.field instanceof HTMLSelectElement && /^[0-9]$/.test(name)) return () => this.choose(entry, name);
    const acts: Record<string, (() => void) | undefined> = {
      N: () => this.goUnscored(),
      M: this.putter(entry, entry.row.dataset.full),
      S: this.putter(entry, entry.row.dataset.own),
      X: this.putter(entry, entry.row.dataset.none),
      R: () => this.openReason(entry),
      F: this.putter(entry, this.fed()),
      E: () => this.beside?.focus(),
      "?": () => openDialog("keys"),
    };
    return acts[name] ?? null;
  }

  /** A digit typed beside the fields goes into the current one. */
  private typing(event: KeyboardEvent): (() => void) | null {
    const entry = this.entries[this.current];
    if (!entry || !(entry.field instanceof HTMLInputElement) || !/^[0-9.\-−]$/.test(event.key)) return null;
    return () => {
      entry.field.focus();
      entry.put(event.key);
    };
  }

  private putter(entry: SheetEntry, value: string | undefined): (() => void) | undefined {
    return value === undefined || value === "" ? undefined : () => entry.put(value);
  }

  /** What the register of figures says of the item whose rule stands beside. */
  private fed(): string | undefined {
    return this.beside?.querySelector<HTMLElement>("[data-fed]")?.dataset.fed;
  }

  private choose(entry: SheetEntry, digit: string): void {
    const option = entry.field.querySelector<HTMLOptionElement>(`option[data-digit="${digit}"]`);
    if (option) entry.put(option.value);
  }

  private openReason(entry: SheetEntry): void {
    entry.row.querySelector("details")?.setAttribute("open", "");
    entry.reason?.focus();
  }

  private submitted(event: SubmitEvent): void {
    if (!(event.target as Element).matches("form[data-entry]")) return;
    event.preventDefault();
    this.keepAndGo();
  }

  /** What is refused stays in sight; what waits for the link does not hold anybody up. */
  private keepAndGo(): void {
    const at = this.current;
    void this.entries[at]?.flush();
    this.go(at + 1);
  }

  private pressed(event: Event): void {
    const target = event.target as Element;
    const link = target.closest<HTMLElement>("[data-go]");
    const put = target.closest<HTMLElement>("[data-put]");
    const title = target.closest<HTMLElement>("[data-select]");
    const entry = this.entries[this.current];
    if (link) {
      event.preventDefault();
      if (link.dataset.go === "unscored") this.goUnscored();
      else this.go(link.dataset.go === "next" ? this.current + 1 : Math.max(0, this.current - 1), false);
    } else if (entry && target.closest("[data-use-fed]")) this.putter(entry, this.fed())?.();
    else if (put && entry) this.putter(entry, entry.row.dataset[put.dataset.put ?? ""])?.();
    else if (title) {
      event.preventDefault();
      this.go(this.entries.findIndex((one) => one.item === title.dataset.select));
    }
  }

  // ── what stands beside ──────────────────────────────────

  private async showBeside(entry: SheetEntry): Promise<void> {
    if (!this.beside) return;
    const question = ++this.asked;
    this.beside.setAttribute("aria-busy", "true");
    const html = await ask(`${this.beside.dataset.beside}/${encodeURIComponent(entry.item)}`, (answer) => answer.text());
    if (question !== this.asked) return;
    this.beside.removeAttribute("aria-busy");
    if (html === null) this.beside.textContent = word("beside-later");
    else this.beside.replaceChildren(fragment(html));
  }

  private told(_entry: SheetEntry, saved: boolean): void {
    this.showState();
    if (!saved) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.refresh(), AFTER_SAVES);
  }

  private async refresh(): Promise<void> {
    const item = this.entries[this.current]?.item ?? "";
    const path = `${this.root.dataset.sheet}/standing?item=${encodeURIComponent(item)}`;
    const standing = await ask(path, (answer) => answer.json() as Promise<Standing>);
    if (!standing) return;
    for (const place of this.root.querySelectorAll<HTMLElement>("[data-standing]")) {
      const text = standing.texts[place.dataset.standing ?? ""];
      if (text !== undefined) place.textContent = text;
    }
    for (const bar of this.root.querySelectorAll<HTMLProgressElement>("progress[data-bar]")) {
      const done = standing.bars[bar.dataset.bar ?? ""];
      if (done !== undefined) bar.value = done;
    }
    const why = this.beside?.querySelector<HTMLElement>(`[data-why="${CSS.escape(item)}"]`);
    why?.replaceChildren(fragment(standing.why));
  }

  /** One line for the whole sheet: the worst of its entries. */
  private showState(): void {
    const place = this.root.querySelector<HTMLElement>("[data-sheet-state]");
    if (!place) return;
    const unsent = this.entries.filter((entry) => entry.state === "unsent").length;
    const worst = (["stopped", "saving", "waiting"] as const).find((state) => this.entries.some((entry) => entry.state === state));
    place.dataset.sheetState = unsent > 0 ? "unsent" : worst ?? "saved";
    if (unsent > 0) place.textContent = counted("entries-unsent", unsent);
    else place.textContent = worst ? word(`save-${worst}`) : word("save-saved", { time: clockTime(this.serverNow(), document.body.dataset.zone) });
  }
}

async function ask<T>(path: string, read: (answer: Response) => Promise<T>): Promise<T | null> {
  try {
    const answer = await fetch(path, { headers: { "X-Fragment": "1" }, credentials: "same-origin", redirect: "manual" });
    return answer.ok ? await read(answer) : null;
  } catch {
    return null;
  }
}

function fragment(html: string): DocumentFragment {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

/** Starts the sheet of this page. Returns what is asked before an act is sent: nothing is handed in ahead of its entries. */
export function startSheet(drafts: Drafts, serverNow: () => string): Before {
  const root = document.querySelector<HTMLElement>("[data-sheet]");
  const sheet = root && new Sheet(root, drafts, serverNow);
  return async (form) => (form.dataset.act !== "HandInSheet" || !sheet || (await sheet.flush()) ? null : word("entries-first"));
}
