/** Which parts of the page may not be touched now, and the patches that wait for them. Pure. */

/** What a person is doing inside one region. */
export interface Doings {
  composing: boolean;
  fieldFocused: boolean;
  selecting: boolean;
  dialogOpen: boolean;
  detailsOpened: boolean;
  editing: boolean;
  typedTextWouldGo: boolean;
}

export type Doing = keyof Doings;

const ORDER: readonly Doing[] = [
  "composing",
  "editing",
  "fieldFocused",
  "selecting",
  "dialogOpen",
  "detailsOpened",
  "typedTextWouldGo",
];

/** Why a patch must wait, or null when it may be applied. */
export function reasonToHold(doings: Doings): Doing | null {
  return ORDER.find((doing) => doings[doing]) ?? null;
}

/** A rendering of one region, numbered by arrival; html null means the region is gone. */
export interface Patch {
  address: string;
  html: string | null;
  arrival: number;
}

/**
 * The newest rendering of each region that waits. Regions may stand inside others, so a number decides which rendering of
 * an inner region is newer: the one that came alone or the one inside its outer region.
 */
export class HeldPatches {
  private readonly waiting = new Map<string, Patch>();
  private readonly shown = new Map<string, number>();

  hold(patch: Patch): void {
    this.waiting.delete(patch.address);
    this.waiting.set(patch.address, patch);
  }

  /** Notes that this rendering is on the screen, with the regions inside it; older ones that waited are dropped. */
  applied(patch: Patch, inside: readonly string[]): void {
    for (const address of [patch.address, ...inside]) {
      this.shown.set(address, Math.max(this.shown.get(address) ?? 0, patch.arrival));
      const held = this.waiting.get(address);
      if (held && held.arrival <= patch.arrival) this.waiting.delete(address);
    }
  }

  /** True when what the screen shows of this region is newer than that arrival. */
  shownSince(address: string, arrival: number): boolean {
    return (this.shown.get(address) ?? 0) > arrival;
  }

  get(address: string): Patch | undefined {
    return this.waiting.get(address);
  }

  /** What waits, in order of arrival. */
  all(): Patch[] {
    return [...this.waiting.values()].sort((a, b) => a.arrival - b.arrival);
  }

  get count(): number {
    return this.waiting.size;
  }
}
