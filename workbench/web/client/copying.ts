/** Buttons that copy what stands before them: one-time links, tokens, clauses. Without scripts there is no such button. */

import { word } from "./words.js";

const SAID_FOR = 2_000;

async function copy(button: HTMLButtonElement): Promise<void> {
  const source = document.getElementById(button.dataset.copies ?? "");
  if (!source) return;
  const label = button.textContent ?? "";
  try {
    await navigator.clipboard.writeText((source instanceof HTMLTextAreaElement ? source.value : source.innerText).trim());
    button.textContent = word("copied");
  } catch {
    // no right to the clipboard: select it, so that one key is enough
    getSelection()?.selectAllChildren(source);
    button.textContent = word("copy-by-hand");
  }
  setTimeout(() => (button.textContent = label), SAID_FOR);
}

/** Shows the buttons within `root`. */
export function showCopyButtons(root: ParentNode): void {
  for (const button of root.querySelectorAll<HTMLButtonElement>("button[data-copies]")) button.hidden = false;
}

/** Listens for them, wherever they come to stand. */
export function watchCopying(): void {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>("button[data-copies]") : null;
    if (button) void copy(button);
  });
}
