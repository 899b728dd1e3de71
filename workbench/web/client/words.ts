/** Words shown by the client. They come from the page, so that every sentence stays in gettext. */

let known: Map<string, string> | null = null;

function readWords(): Map<string, string> {
  const words = new Map<string, string>();
  const template = document.querySelector<HTMLTemplateElement>("template#words");
  for (const element of template?.content.querySelectorAll<HTMLElement>("[data-word]") ?? []) {
    words.set(element.dataset.word ?? "", element.textContent?.trim() ?? "");
  }
  return words;
}

/** Puts values into the `{name}` places of a sentence; a place without a value stays as it is. */
export function fill(sentence: string, values: Readonly<Record<string, unknown>>): string {
  return sentence.replace(/\{(\w+)\}/g, (place, name: string) =>
    values[name] === undefined || values[name] === null ? place : String(values[name]),
  );
}

/** The page's word of that name, filled; empty when the page does not provide it. */
export function word(name: string, values: Readonly<Record<string, unknown>> = {}): string {
  known ??= readWords();
  return fill(known.get(name) ?? "", values);
}

/** One or many: `name-one` for 1, otherwise `name-many` with `{n}` filled. */
export function counted(name: string, n: number): string {
  return word(n === 1 ? `${name}-one` : `${name}-many`, { n });
}
