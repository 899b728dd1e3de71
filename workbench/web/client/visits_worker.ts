/**
 * The service worker of the visit sheets: it answers pages below /visits/ and what they are made of, from the line when there is
 * one, otherwise from what was kept. It writes nothing and sends nothing; that is done by the page. Signing out empties it.
 */

interface Waiting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetching extends Waiting {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Asked extends Waiting {
  readonly data: unknown;
  readonly ports: readonly MessagePort[];
}

const scope = self as unknown as { skipWaiting(): Promise<void>; clients: { claim(): Promise<void> }; location: Location } & EventTarget;
const KEPT = "visits";
const SHEET = /^\/visits\/[a-z2-7]{16}$/;
const PATIENCE = 4_000;

scope.addEventListener("install", (event) => (event as Waiting).waitUntil(scope.skipWaiting()));
scope.addEventListener("activate", (event) => (event as Waiting).waitUntil(scope.clients.claim()));

scope.addEventListener("fetch", (event) => {
  const { request } = event as Fetching;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== scope.location.origin) return;
  if (request.mode === "navigate" && SHEET.test(url.pathname)) (event as Fetching).respondWith(sheet(request, url.pathname));
  else if (url.pathname.startsWith("/static/")) (event as Fetching).respondWith(part(request));
});

scope.addEventListener("message", (event) => {
  const { data, ports } = event as Asked;
  if (!isKeep(data)) return;
  (event as Asked).waitUntil(keep(data.urls).then((kept) => ports[0]?.postMessage(kept)));
});

async function sheet(request: Request, path: string): Promise<Response> {
  const kept = await caches.match(path, { cacheName: KEPT });
  try {
    const fresh = fetch(request);
    fresh.catch(() => undefined); // it may fail after what was kept has been answered
    const answer = kept ? await Promise.race([fresh, late()]) : await fresh;
    if (answer === null) return kept ?? (await fresh);
    // Somebody who may no longer see it finds nothing here either.
    if (answer.status === 404) await (await caches.open(KEPT)).delete(path);
    return answer;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

/** Addresses of parts carry a digest of what they hold, so what was kept under one is right for ever. */
async function part(request: Request): Promise<Response> {
  return (await caches.match(request, { cacheName: KEPT })) ?? fetch(request);
}

async function keep(urls: readonly string[]): Promise<boolean> {
  const cache = await caches.open(KEPT);
  const results = await Promise.all(urls.map((url) => keepOne(cache, url)));
  return results.every(Boolean);
}

async function keepOne(cache: Cache, url: string): Promise<boolean> {
  const path = new URL(url, scope.location.origin).pathname;
  if (!SHEET.test(path) && !path.startsWith("/static/")) return true;
  if (path.startsWith("/static/") && (await cache.match(url))) return true;
  try {
    const answer = await fetch(url, { credentials: "same-origin", redirect: "error" });
    if (answer.status !== 200) return false;
    await cache.put(url, answer);
    return true;
  } catch {
    return false;
  }
}

const late = (): Promise<null> => new Promise((resolve) => setTimeout(() => resolve(null), PATIENCE));

function isKeep(data: unknown): data is { urls: string[] } {
  const asked = data as { kind?: unknown; urls?: unknown } | null;
  return asked?.kind === "keep" && Array.isArray(asked.urls) && asked.urls.every((url) => typeof url === "string");
}
