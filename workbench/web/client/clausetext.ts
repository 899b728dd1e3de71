/** Plain clause text: paragraphs with one line feed between them. Pure. */

/** One way to write the same text: composed characters, `\n` for every kind of line end, no control characters. */
export function normalise(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029\v\f]/g, "\n")
    .replace(/[\t\u00a0]/g, " ")
    .replace(/[\u0000-\u0008\u000e-\u001f\u007f\u200b\ufeff]/g, "")
    .normalize("NFC");
}

/** Paragraphs of pasted text: without the indents and empty lines that other programs put between them. */
export function pastedParagraphs(text: string): string[] {
  return normalise(text)
    .split(/\n+/)
    .map((line) => line.replace(/^[\s\u3000]+|[\s\u3000]+$/g, ""))
    .filter((line) => line !== "");
}
