/** How far this page has read each stream. Pure. */

export type Heads = Readonly<Record<string, number>>;

/** Reads `body[data-heads]`; null when the page does not say, so that the server sends every region. */
export function parseHeads(text: string | undefined): Heads | null {
  if (!text) return null;
  try {
    const value: unknown = JSON.parse(text);
    return isHeads(value) ? value : null;
  } catch {
    return null;
  }
}

export function isHeads(value: unknown): value is Heads {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((seq) => Number.isSafeInteger(seq) && seq >= 0)
  );
}

/** The cursors after a `moved`: each stream forward only, new streams joined. */
export function advance(cursors: Heads | null, heads: Heads): Heads {
  const next: Record<string, number> = { ...cursors };
  for (const [stream, seq] of Object.entries(heads)) next[stream] = Math.max(next[stream] ?? 0, seq);
  return next;
}

/** True when nothing is missing: every head the server named has been read. */
export function inStep(cursors: Heads | null, heads: Heads): boolean {
  return cursors !== null && Object.entries(heads).every(([stream, seq]) => (cursors[stream] ?? -1) >= seq);
}

/** True when the server is behind what this page has read: it was restored from an older copy, so all must be sent again. */
export function serverWentBack(cursors: Heads | null, heads: Heads): boolean {
  return cursors !== null && Object.entries(heads).some(([stream, seq]) => (cursors[stream] ?? 0) > seq);
}

/** Only the streams the server still lets us follow: a lost stream must not be asked for again. */
export function onlyAllowed(cursors: Heads | null, heads: Heads): Heads | null {
  if (cursors === null) return null;
  return Object.fromEntries(Object.entries(cursors).filter(([stream]) => stream in heads));
}

/** Does an address agree with a watched pattern such as `table.row:b1/*`? */
export function agrees(pattern: string, address: string): boolean {
  if (pattern === address) return true;
  const wanted = pattern.split(/[:/]/);
  const parts = address.split(/[:/]/);
  return wanted.length === parts.length && wanted.every((part, i) => part === "*" || part === parts[i]);
}

/** True when two sets of addresses are the same. */
export function sameSet(one: readonly string[], other: readonly string[]): boolean {
  const left = new Set(one);
  const right = new Set(other);
  return left.size === right.size && [...left].every((address) => right.has(address));
}
