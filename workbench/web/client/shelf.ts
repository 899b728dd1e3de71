/** The browser's own shelf (localStorage). It may be full, switched off or private: then nothing is kept, and nothing breaks. */

const ROOT = "workbench:";

export interface Shelf {
  get(key: string): string | null;
  set(key: string, value: string): void;
  drop(key: string): void;
  keys(): string[];
}

export const shelf: Shelf = {
  get(key) {
    try {
      return localStorage.getItem(ROOT + key);
    } catch {
      return null;
    }
  },
  set(key, value) {
    try {
      localStorage.setItem(ROOT + key, value);
    } catch {
      // a full or forbidden store must not stop the person from typing
    }
  },
  drop(key) {
    try {
      localStorage.removeItem(ROOT + key);
    } catch {
      // as above
    }
  },
  keys() {
    try {
      return Object.keys(localStorage)
        .filter((key) => key.startsWith(ROOT))
        .map((key) => key.slice(ROOT.length));
    } catch {
      return [];
    }
  },
};

/** Reads JSON from a shelf; null when there is none or it is not ours. */
export function readJson<T>(from: Shelf, key: string, fits: (value: unknown) => value is T): T | null {
  const text = from.get(key);
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    return fits(value) ? value : null;
  } catch {
    return null;
  }
}
