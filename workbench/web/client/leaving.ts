/** The page may not be watched any longer: it is loaded again, and the server says what this person may see now. */

const KEPT = "workbench:left-at";
const NOT_WITHIN = 15_000;

/** Once in a while only: a page that is refused each time must not load itself for ever. */
export function leave(now: number = Date.now()): void {
  const last = Number(readLast());
  noteLast(now);
  if (now - last >= NOT_WITHIN || Number.isNaN(last)) location.reload();
  else for (const region of document.querySelectorAll("[data-region], [data-personal]")) region.replaceChildren();
}

function readLast(): string | null {
  try {
    return sessionStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

function noteLast(now: number): void {
  try {
    sessionStorage.setItem(KEPT, String(now));
  } catch {
    // then the page may load itself again sooner
  }
}
