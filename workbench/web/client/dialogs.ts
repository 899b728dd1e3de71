/** Dialogs: [data-opens="id"] opens one, [data-closes] closes the one it stands in. Focus and Esc are the browser's own. */

export function openDialog(id: string): HTMLDialogElement | null {
  const dialog = document.getElementById(id);
  if (!(dialog instanceof HTMLDialogElement)) return null;
  if (!dialog.open) dialog.showModal();
  return dialog;
}

export function watchDialogs(): void {
  document.addEventListener("click", (event) => {
    const pressed = event.target as Element;
    const opener = pressed.closest<HTMLElement>("[data-opens]");
    if (opener && opener.getAttribute("aria-disabled") !== "true" && openDialog(opener.dataset.opens ?? "")) event.preventDefault();
    if (pressed.closest("[data-closes]")) pressed.closest("dialog")?.close("");
    closeMenus(pressed);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeMenus(null);
  });
}

/** A menu closes when the person goes elsewhere; the focus returns to its sign when it was inside. */
function closeMenus(pressed: Element | null): void {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.menu[open]")) {
    if (pressed && menu.contains(pressed)) continue;
    if (menu.contains(document.activeElement)) menu.querySelector("summary")?.focus();
    menu.open = false;
  }
}

/** Asks in the dialog; true when it was closed with the value `yes`. A missing dialog never counts as a yes. */
export function confirmIn(id: string): Promise<boolean> {
  const dialog = openDialog(id);
  if (!dialog) return Promise.resolve(false);
  dialog.returnValue = "";
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true }));
}
