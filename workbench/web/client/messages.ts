/** Message lists: at the end they stay at the end; elsewhere nothing moves, and a quiet line counts what is new. */

import { counted } from "./words.js";

const NEAR = 24;

interface Place {
  list: HTMLElement;
  atEnd: boolean;
  known: Set<string>;
  anchor: { id: string; top: number } | null;
}

/** The names of a list's messages; one without an id has none and is not counted. */
function idsIn(list: HTMLElement): string[] {
  return [...list.querySelectorAll<HTMLElement>("[data-message]")].map((message) => message.dataset.message || message.id).filter(Boolean);
}

const heights = new WeakMap<Element, number>();

/** At the end, also when the pane has just become lower: what stands above it grew, the person did not scroll. */
const isAtEnd = (list: HTMLElement): boolean =>
  list.scrollHeight - list.scrollTop - Math.max(list.clientHeight, heights.get(list) ?? 0) <= NEAR;

const resized = new ResizeObserver((changes) => {
  for (const { target } of changes) {
    const list = target as HTMLElement;
    if (isAtEnd(list)) list.scrollTop = list.scrollHeight;
    heights.set(list, list.clientHeight);
  }
});

function find(list: HTMLElement, id: string): HTMLElement | null {
  const name = CSS.escape(id);
  return list.querySelector<HTMLElement>(`[data-message="${name}"], #${name}[data-message]`);
}

/** The first message that can be read now: it must stand at the same height afterwards. */
function anchorOf(list: HTMLElement): Place["anchor"] {
  const edge = list.getBoundingClientRect().top;
  for (const message of list.querySelectorAll<HTMLElement>("[data-message]")) {
    const box = message.getBoundingClientRect();
    const id = message.dataset.message || message.id;
    if (box.bottom > edge && id) return { id, top: box.top };
  }
  return null;
}

function listsAround(root: Element): HTMLElement[] {
  const outer = root.closest<HTMLElement>("[data-messages]");
  return [...(outer ? [outer] : []), ...root.querySelectorAll<HTMLElement>("[data-messages]")];
}

/** For the morpher: keeps the reading place of every list that the patch touches. */
export function keepReadingPlace(root: Element): () => void {
  const places = listsAround(root).map(
    (list): Place => ({ list, atEnd: isAtEnd(list), known: new Set(idsIn(list)), anchor: anchorOf(list) }),
  );
  return () => places.filter((place) => place.list.isConnected).forEach(settle);
}

function settle({ list, atEnd, known, anchor }: Place): void {
  resized.observe(list);
  const fresh = idsIn(list).filter((id) => !known.has(id));
  if (atEnd) {
    list.scrollTop = list.scrollHeight;
    return;
  }
  const message = anchor && find(list, anchor.id);
  if (message) list.scrollTop += message.getBoundingClientRect().top - anchor.top;
  const edge = list.getBoundingClientRect();
  const above = fresh.filter((id) => (find(list, id)?.getBoundingClientRect().bottom ?? Infinity) <= edge.top);
  raise(list, "new-above", above.length);
  raise(list, "new-below", fresh.length - above.length);
}

/** The line stands beside the list: inside its nearest [data-messages-frame], or among the list's siblings. */
function lineOf(list: HTMLElement, name: string): HTMLElement | null {
  const frame = list.closest("[data-messages-frame]") ?? list.parentElement;
  return frame?.querySelector<HTMLElement>(`[data-${name}]`) ?? null;
}

function raise(list: HTMLElement, name: "new-above" | "new-below", more: number): void {
  const line = lineOf(list, name);
  if (!line || more === 0) return;
  const count = (line.hidden ? 0 : Number(line.dataset.count) || 0) + more;
  line.dataset.count = String(count);
  line.textContent = counted(name, count);
  line.hidden = false;
}

/** New messages are read when the list is scrolled to them, or when the line is pressed. */
export function watchMessages(): void {
  for (const list of document.querySelectorAll<HTMLElement>("[data-messages]")) {
    list.scrollTop = list.scrollHeight;
    resized.observe(list);
  }
  document.addEventListener("scroll", ({ target }) => target instanceof HTMLElement && target.matches("[data-messages]") && read(target), true);
  document.addEventListener("click", ({ target }) => {
    const line = (target as Element).closest<HTMLElement>("[data-new-below], [data-new-above]");
    const frame = line?.closest("[data-messages-frame]") ?? line?.parentElement;
    const list = frame?.querySelector<HTMLElement>("[data-messages]");
    if (line && list) list.scrollTop = line.hasAttribute("data-new-below") ? list.scrollHeight : 0;
  });
}

function read(list: HTMLElement): void {
  if (isAtEnd(list)) lineOf(list, "new-below")?.setAttribute("hidden", "");
  if (list.scrollTop <= NEAR) lineOf(list, "new-above")?.setAttribute("hidden", "");
}
