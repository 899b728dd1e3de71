/** Server time and the text of clocks. Pure: the caller brings the monotonic time. */

const KEPT_SAMPLES = 8;

/**
 * Server time from what the server said, carried on by a monotonic clock: the machine's own wall clock may be wrong.
 * A message is late by its journey, so the largest difference of the last few is the nearest to the truth.
 */
export class ServerTime {
  private readonly samples: number[] = [];

  learn(at: string, monotonic: number): void {
    const time = Date.parse(at);
    if (Number.isNaN(time)) return;
    this.samples.push(time - monotonic);
    if (this.samples.length > KEPT_SAMPLES) this.samples.shift();
  }

  get known(): boolean {
    return this.samples.length > 0;
  }

  /** Milliseconds since 1970 on the server, or null before it said anything. */
  now(monotonic: number): number | null {
    return this.known ? Math.max(...this.samples) + monotonic : null;
  }
}

/** `mm:ss`, from an hour on `h:mm:ss`; never negative. */
export function duration(milliseconds: number): string {
  const all = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (n: number): string => String(n).padStart(2, "0");
  const hours = Math.floor(all / 3600);
  const tail = `${two(Math.floor(all / 60) % 60)}:${two(all % 60)}`;
  return hours > 0 ? `${hours}:${tail}` : tail;
}

/** Time counted up: from `from` to now, plus seconds used before. */
export function elapsed(from: string, now: number, usedSeconds = 0): string {
  const start = Date.parse(from);
  return Number.isNaN(start) ? "" : duration(Math.max(0, now - start) + usedSeconds * 1000);
}

/** What part of a whole the time from `from` to now is, with the seconds used before: 0 to 100. */
export function share(from: string, now: number, usedSeconds: number, wholeSeconds: number): number {
  const start = Date.parse(from);
  if (Number.isNaN(start) || !(wholeSeconds > 0)) return 0;
  const part = (Math.max(0, now - start) / 1000 + usedSeconds) / wholeSeconds;
  return Math.min(100, Math.max(0, Math.round(part * 1000) / 10));
}

/** Time left until `until`; rounded up, so that 00:00 means over. */
export function remaining(until: string, now: number): { text: string; over: boolean } | null {
  const end = Date.parse(until);
  if (Number.isNaN(end)) return null;
  const left = Math.ceil((end - now) / 1000) * 1000;
  return { text: duration(left), over: left <= 0 };
}

/** A server time as `10:31:07` in the case's zone (24 h in both languages). */
export function clockTime(at: string, zone: string | undefined): string {
  const time = Date.parse(at);
  if (Number.isNaN(time)) return "";
  const parts: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
  try {
    return new Intl.DateTimeFormat("en-GB", { ...parts, timeZone: zone || undefined }).format(time);
  } catch {
    return new Intl.DateTimeFormat("en-GB", parts).format(time);
  }
}
