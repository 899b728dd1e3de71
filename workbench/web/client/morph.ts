/** Puts a rendering of a region into the page without disturbing the person who is using it. */

import { Idiomorph } from "idiomorph";

import { tint, untint } from "./arrive.js";
import { doingsIn } from "./doings.js";
import { isDirty, isDirtyForm, isField } from "./fields.js";
import { HeldPatches, reasonToHold, type Patch } from "./holds.js";
import { word } from "./words.js";

/** Parts the client fills itself; a patch neither changes nor empties them. */
const OWN =
  "clause-editor, [data-link], [data-link-banner], [data-restored], [data-send-now], [data-conflict], [data-save-state]," +
  "[data-new-below], [data-new-above], [data-typing-line], [data-own], form[data-act] [role=alert]:not(:empty)";

/** Attributes the client sets on server-rendered elements. */
const OWN_ATTRIBUTES = new Set(["data-held", "data-state", "data-now", "data-unsent", "data-busy"]);

/** Called around every change of a region: what is returned runs after it. */
export type Around = (root: Element) => (() => void) | void;

export class Morpher {
  private readonly held = new HeldPatches();
  private readonly around: Around[] = [];
  private arrivals = 0;

  /** @param changed is told the address of every region that was brought up to date, with its element (null: gone). */
  constructor(private readonly changed: (address: string, root: Element | null) => void) {}

  keepsAround(around: Around): void {
    this.around.push(around);
  }

  /** A new rendering of a place arrived (html null: the place is gone). What is in use waits. */
  receive(address: string, html: string | null): void {
    this.try({ address, html, arrival: ++this.arrivals }, false);
  }

  /** Brings in what waits and may come now; `force` when the person asked for it (only a composition still waits). */
  release(force = false): void {
    for (const patch of this.held.all()) {
      if (this.held.get(patch.address) === patch) this.try(patch, force);
    }
  }

  /** Takes everything out of a place that this person may no longer see, typed or not. */
  clear(address: string): void {
    const root = elementOf(address);
    root?.replaceChildren();
    root?.removeAttribute("data-held");
    this.held.applied({ address, html: "", arrival: ++this.arrivals }, []);
    this.sayHeld();
  }

  private try(patch: Patch, force: boolean): void {
    const root = elementOf(patch.address);
    if (!root) {
      this.held.applied(patch, []);
      return;
    }
    const incoming = patch.html === null ? null : parse(patch.html);
    const reason = reasonToHold(doingsIn(root, incoming));
    if (reason && !(force && reason !== "composing" && reason !== "editing")) {
      if (incoming && shown(incoming) === shown(root)) this.held.applied(patch, addressesIn(incoming));
      else this.hold(patch, root);
    } else {
      this.apply(patch, root, incoming);
    }
    this.sayHeld();
  }

  private hold(patch: Patch, root: Element): void {
    this.held.hold(patch);
    if (!root.hasAttribute("data-held")) root.setAttribute("data-held", word("newer-waiting"));
  }

  private apply(patch: Patch, root: Element, incoming: DocumentFragment | null): void {
    const inside = incoming ? addressesIn(incoming) : addressesIn(root);
    const after = this.around.map((keep) => keep(root));
    root.removeAttribute("data-held");
    if (incoming) this.morph(root, incoming, patch);
    else root.remove();
    this.held.applied(patch, inside);
    for (const finish of after) finish?.();
    this.changed(patch.address, root.isConnected ? root : null);
  }

  private morph(root: Element, incoming: DocumentFragment, patch: Patch): void {
    const marked: Element[] = [];
    for (const part of root.querySelectorAll(".arrived")) untint(part);
    const before = root.innerHTML;
    const focused = root.contains(document.activeElement) ? document.activeElement : null;
    const outer = onlyElement(incoming);
    const isOuter = outer !== null && addressOf(outer) === patch.address && outer.tagName === root.tagName;
    Idiomorph.morph(root, isOuter ? outer : [...incoming.childNodes], {
      morphStyle: isOuter ? "outerHTML" : "innerHTML",
      callbacks: {
        beforeNodeMorphed: (old: Node, next: Node) => this.mayMorph(old, next, patch),
        beforeAttributeUpdated: mayUpdate,
        afterNodeAdded: (node: Node) => void (node instanceof Element && node.closest("[data-arrives]") && marked.push(node)),
      },
    });
    if (focused && !focused.isConnected) refocus(root, focused);
    if (root.innerHTML !== before) tint(marked.length > 0 ? marked : [root]);
  }

  private mayMorph(old: Node, next: Node, patch: Patch): boolean {
    if (!(old instanceof Element) || !(next instanceof Element)) return true;
    const address = addressOf(old);
    if (address && address !== patch.address && this.held.shownSince(address, patch.arrival)) return false;
    if (old.localName === "clause-editor") old.dispatchEvent(new CustomEvent("incoming", { detail: next }));
    if (old.matches(OWN)) return false;
    if (isField(old)) return !keepsTyped(old);
    return !old.isEqualNode(next) || old.querySelector("input, textarea, select") !== null;
  }

  /** The quiet line for the whole page: how many parts wait. */
  private sayHeld(): void {
    for (const line of document.querySelectorAll<HTMLElement>("[data-held-line]")) {
      line.hidden = this.held.count === 0;
    }
  }
}

/** A typed value stays, and with it the hidden fields of its form: a new version number beside an old text would overwrite others. */
function keepsTyped(field: Element): boolean {
  if (!isField(field)) return false;
  if (isDirty(field)) return true;
  return field.type === "hidden" && field.name !== "_csrf" && isDirtyForm(field.form);
}

/** The words and fields of a place as the server last gave them: after one's own save, a rendering has nothing newer to show. */
function shown(place: ParentNode): string {
  const copy = document.createElement("div");
  copy.append(...[...place.childNodes].map((node) => node.cloneNode(true)));
  for (const own of copy.querySelectorAll(`${OWN.replace("clause-editor, ", "")}, input[type=hidden]`)) own.remove();
  const lines = [...copy.querySelectorAll("input")].map((input) => input.defaultValue);
  return [copy.textContent?.replace(/\s+/g, " ").trim(), ...lines].join("\n");
}

function mayUpdate(name: string, element: Element): boolean {
  if (OWN_ATTRIBUTES.has(name)) return false;
  if (name === "aria-current") return !element.hasAttribute("data-issue-link");
  if (name === "open") return !(element instanceof HTMLDetailsElement || element instanceof HTMLDialogElement);
  return !(isField(element) && ["value", "checked", "selected"].includes(name) && keepsTyped(element));
}

function parse(html: string): DocumentFragment {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

function onlyElement(fragment: DocumentFragment): Element | null {
  const only = fragment.firstElementChild;
  const stray = [...fragment.childNodes].some((node) => node !== only && node.textContent?.trim());
  return stray || fragment.childElementCount !== 1 ? null : only;
}

/** Regions and personal fragments are both places that are brought up to date; their addresses differ in kind. */
export function addressOf(element: Element): string | null {
  const personal = element.getAttribute("data-personal");
  return element.getAttribute("data-region") ?? (personal === null ? null : personalAddress(personal));
}

export const personalAddress = (path: string): string => `personal ${path}`;

function elementOf(address: string): Element | null {
  const path = address.startsWith("personal ") ? address.slice("personal ".length) : null;
  const [name, value] = path === null ? ["data-region", address] : ["data-personal", path];
  return document.querySelector(`[${name}="${CSS.escape(value)}"]`);
}

function addressesIn(root: ParentNode): string[] {
  return [...root.querySelectorAll("[data-region], [data-personal]")].flatMap((element) => addressOf(element) ?? []);
}

/** A focused link or button that was replaced: the focus goes to the one that means the same. */
function refocus(root: Element, lost: Element): void {
  for (const name of ["id", "href", "data-key", "name"]) {
    const value = lost.getAttribute(name);
    const same = value && root.querySelector<HTMLElement>(`${lost.localName}[${name}="${CSS.escape(value)}"]`);
    if (same) return same.focus({ preventScroll: true });
  }
}
