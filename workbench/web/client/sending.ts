/** Sending one act: the key, the answer, the waiting. Pure apart from `post`. */

export interface Outcome {
  kind: "done";
  result: Record<string, unknown>;
  /** The form's `_next`, filled from the result. */
  next: string | null;
  duplicate: boolean;
}

export interface Refused {
  kind: "refused";
  status: number;
  reason: string;
  message: string;
  field: string | null;
  values: Record<string, unknown>;
}

/** No answer that can be trusted: it may or may not have been done, so only the same key may be sent again. */
export interface Unanswered {
  kind: "unanswered";
}

export type Answer = Outcome | Refused | Unanswered;

const UNANSWERED: Unanswered = { kind: "unanswered" };

/** A random key (UUID, version 4). `randomUUID` is missing on plain-http addresses of a house network, random bytes are not. */
export function newKey(source: Pick<Crypto, "getRandomValues"> & { randomUUID?: () => string } = crypto): string {
  if (source.randomUUID) return source.randomUUID();
  const bytes = source.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** Reads an answer of the door. Anything that is not its JSON (a proxy's page, a 5xx) counts as no answer. */
export function interpret(status: number, body: unknown): Answer {
  const answer = record(body);
  if (status === 200 && "result" in answer) {
    const next = text(answer.next) || null;
    return { kind: "done", result: record(answer.result), next, duplicate: answer.duplicate === true };
  }
  if (status < 400 || status >= 500 || !("error" in answer)) return UNANSWERED;
  const error = record(answer.error);
  return {
    kind: "refused",
    status,
    reason: text(error.reason),
    message: text(error.message),
    field: typeof error.field === "string" ? error.field : null,
    values: record(error.values),
  };
}

/** Posts a form body and reads the answer; never throws. */
export async function post(url: string, body: FormData | URLSearchParams, patience = 30_000): Promise<Answer> {
  try {
    const response = await fetch(url, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
      credentials: "same-origin",
      signal: AbortSignal.timeout(patience),
    });
    return interpret(response.status, await response.json());
  } catch {
    return UNANSWERED;
  }
}

/** Milliseconds before the next try: 1 s, 2 s, 4 s … 30 s, each spread by a half so that a whole room does not come back at once. */
export function backOff(attempt: number, random: () => number = Math.random): number {
  return Math.min(30_000, 1000 * 2 ** attempt) * (0.75 + random() / 2);
}
