/** Watches what the person is doing, so that patches can respect it. */

import { fieldsIn, isDirty, isTextPlace } from "./fields.js";
import type { Doings } from "./holds.js";

let composingIn: Element | null = null;
const openedByPerson = new WeakSet<HTMLDetailsElement>();

/** Calls `changed` after anything ended that may have held a patch back. */
export function watchDoings(changed: () => void): void {
  const soon = (): unknown => setTimeout(changed, 0);
  document.addEventListener("compositionstart", (event) => (composingIn = event.target as Element), true);
  document.addEventListener("compositionend", () => ((composingIn = null), soon()), true);
  document.addEventListener("focusout", soon);
  document.addEventListener("selectionchange", soon);
  document.addEventListener("close", soon, true);
  document.addEventListener("reset", soon);
  document.addEventListener("click", noteOpening, true);
  document.addEventListener("toggle", soon, true);
}

export function isComposing(): boolean {
  return composingIn !== null && composingIn.isConnected;
}

/** A `toggle` event also follows the server's own rendering, so the person's press is noted instead. */
function noteOpening(event: Event): void {
  const summary = (event.target as Element).closest("summary");
  const details = summary?.parentElement;
  if (details instanceof HTMLDetailsElement) openedByPerson.add(details);
}

function selectsIn(root: Element): boolean {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return false;
  return selection.getRangeAt(0).intersectsNode(root) && selection.toString() !== "";
}

const within = (root: Element, node: Element | null): boolean => node !== null && root.contains(node);

const anyIn = (root: Element, selector: string): boolean => root.matches(selector) || root.querySelector(selector) !== null;

/** Text somebody typed would vanish when its field is missing from the new rendering. */
export function losesTyped(root: Element, incoming: ParentNode | null): boolean {
  return fieldsIn(root).some((field) => {
    if (!isTextPlace(field) || !isDirty(field)) return false;
    if (incoming === null) return true;
    const name = field.id ? `#${CSS.escape(field.id)}` : `[name="${CSS.escape(field.name)}"]`;
    return incoming.querySelector(name) === null;
  });
}

/** What the person is doing inside `root`, against a rendering that would replace it (null: it would go). */
export function doingsIn(root: Element, incoming: ParentNode | null): Doings {
  return {
    composing: isComposing() && within(root, composingIn),
    editing: anyIn(root, "[data-editing]"),
    fieldFocused: within(root, document.activeElement) && isTextPlace(document.activeElement),
    selecting: selectsIn(root),
    dialogOpen: anyIn(root, "dialog[open], :popover-open"),
    detailsOpened: [...root.querySelectorAll("details")].some((details) => details.open && openedByPerson.has(details)),
    typedTextWouldGo: losesTyped(root, incoming),
  };
}
