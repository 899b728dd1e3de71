/** Plain clause text: paragraphs with one line feed between them, cells of a table with a tab between them. Pure. */

/** One way to write the same text: composed characters, `\n` for every kind of line end, no control characters but tabs. */
export function normalise(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029\v\f]/g, "\n")
    .replace(/\u00a0/g, " ")
    .replace(/[\u0000-\u0008\u000e-\u001f\u007f\u200b\ufeff]/g, "")
    .normalize("NFC");
}

/** Paragraphs of pasted text: without the indents and empty lines that other programs put between them. */
export function pastedParagraphs(text: string): string[] {
  return normalise(text).split(/\n+/).map(pastedLine).filter((line) => line !== "");
}

/** A row of a table keeps its first cell even when that is empty; the tab behind the number of an item is no cell. */
function pastedLine(line: string): string {
  const said = line.replace(/^[\s\u3000]+|[\s\u3000]+$/g, "").replace(NUMBERED, "$1 ");
  return said.includes("\t") ? (/^\t*/.exec(line)?.[0] ?? "") + said : said;
}

const NUMBERED = /^([(（]?[\p{L}\p{N}.]{1,6}[)）、.．]|[•·▪●○–-])\t(?=[^\t]*$)/u;

/** Whether Tab is to begin another cell behind this row: a row that has fewer cells than the one above it. */
export function lacksCell(row: string, above: string): boolean {
  return row.trim() !== "" && cells(row) < cells(above);
}

const cells = (row: string): number => row.split("\t").length;
