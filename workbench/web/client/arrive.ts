/** The tint of what arrived: once, on the smallest part. The look itself is CSS (`.arrived`). */

const SHOWN_FOR = 1600;

export function tint(parts: readonly Element[]): void {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  for (const part of parts) {
    untint(part);
    void part.getBoundingClientRect(); // restarts the fade when the part is tinted already
    part.classList.add("arrived");
    if (still) untilRead(part);
    else setTimeout(() => untint(part), SHOWN_FOR);
  }
}

/** Leaves no empty attribute behind, so that the part equals its rendering again. */
export function untint(part: Element): void {
  part.classList.remove("arrived");
  if (part.classList.length === 0) part.removeAttribute("class");
}

/** Without motion the sign stays until the person comes to it. */
function untilRead(part: Element): void {
  const read = (): void => {
    untint(part);
    for (const name of ["pointerover", "focusin", "click"]) part.removeEventListener(name, read);
  };
  for (const name of ["pointerover", "focusin", "click"]) part.addEventListener(name, read);
}
