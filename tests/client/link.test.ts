import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";

import type { Heads } from "../../workbench/web/client/cursors.js";
import { Link, type Wire } from "../../workbench/web/client/link.js";

interface Asked {
  payload: { page: string; regions: string[]; cursors: Heads | null };
  answer(lost: unknown, answer?: unknown): void;
}

class FakeWire implements Wire {
  connected = false;
  active = true;
  connects = 0;
  readonly asked: Asked[] = [];
  private readonly listeners = new Map<string, (...values: never[]) => void>();

  on(event: string, listener: (...values: never[]) => void): void {
    this.listeners.set(event, listener);
  }
  emit(): void {}
  timeout(): { emit(event: string, payload: Asked["payload"], answer: Asked["answer"]): void } {
    return { emit: (_event, payload, answer) => void this.asked.push({ payload, answer }) };
  }
  connect(): void {
    this.connects += 1;
  }
  disconnect(): void {
    this.connected = false;
  }
  say(event: string, value?: unknown): void {
    if (event === "connect") this.connected = true;
    if (event === "disconnect") this.connected = false;
    this.listeners.get(event)?.(value as never);
  }
}

function start(t: TestContext, cursors: Heads | null = { s: 5 }) {
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  const wire = new FakeWire();
  const seen: string[] = [];
  const page = { addresses: ["r:b1"], now: 0 };
  const link = new Link(
    wire,
    {
      token: "t",
      addresses: () => page.addresses,
      patch: (address, html) => void seen.push(`${address}=${html}`),
      heard: () => undefined,
      inStep: (at) => void seen.push(`in step ${at}`),
      lost: () => void seen.push("lost"),
      revoked: () => void seen.push("revoked"),
    },
    cursors,
    () => page.now,
    () => 0.5,
  );
  link.start();
  wire.say("connect");
  const pass = (milliseconds: number): void => {
    page.now += milliseconds;
    t.mock.timers.tick(milliseconds);
  };
  return { wire, link, seen, page, pass, last: () => wire.asked.at(-1) as Asked };
}

test("says what it shows and how far it has read; equal heads mean in step", (t) => {
  const { last, seen } = start(t);
  assert.deepEqual(last().payload, { page: "t", regions: ["r:b1"], cursors: { s: 5 } });
  last().answer(null, { ok: true, heads: { s: 5 }, at: "T" });
  assert.deepEqual(seen, ["in step T"]);
});

test("heads of the answer are no cursors: a link that breaks before the news asks for the same again", (t) => {
  const { wire, last, seen } = start(t);
  last().answer(null, { ok: true, heads: { s: 9 }, at: "T" });
  assert.deepEqual(seen, []);
  wire.say("disconnect", "transport close");
  wire.say("connect");
  assert.deepEqual(last().payload.cursors, { s: 5 });
  assert.deepEqual(seen, ["lost"]);
});

test("a commit that runs ahead of missed news does not hide it when the link breaks again", (t) => {
  const { wire, last, pass } = start(t);
  last().answer(null, { ok: true, heads: { s: 9 }, at: "T" });
  wire.say("news", { patches: [], heads: { s: 10 }, at: "T" });
  pass(5_000);
  wire.say("disconnect", "transport close");
  wire.say("connect");
  assert.deepEqual(last().payload.cursors, { s: 5 });
});

test("once settled, a resumed link asks only for what it missed", (t) => {
  const { wire, last, pass } = start(t);
  last().answer(null, { ok: true, heads: { s: 5 }, at: "T" });
  pass(21_000);
  wire.say("news", { patches: [{ address: "r:b1", html: "x" }], heads: { s: 6 }, at: "T" });
  wire.say("disconnect", "transport close");
  wire.say("connect");
  assert.deepEqual(last().payload.cursors, { s: 6 });
});

test("patches are handed on in order, gone ones as null", (t) => {
  const { wire, last, seen } = start(t);
  last().answer(null, { ok: true, heads: { s: 5 }, at: "T" });
  const patches = [
    { address: "r:b1", html: "<p>" },
    { address: "r:b2", gone: true },
  ];
  wire.say("news", { patches, heads: { s: 6 }, at: "U" });
  assert.deepEqual(seen, ["in step T", "r:b1=<p>", "r:b2=null", "in step U"]);
});

test("new addresses in the page are watched, from the commit whose rendering brought them", async (t) => {
  const { wire, last, page } = start(t);
  last().answer(null, { ok: true, heads: { s: 5 }, at: "T" });
  page.addresses = ["r:b1", "r:b1/new"];
  wire.say("news", { patches: [{ address: "r:b1", html: "" }], heads: { s: 6 }, at: "U" });
  await Promise.resolve();
  assert.deepEqual(last().payload.regions, ["r:b1", "r:b1/new"]);
  assert.deepEqual(last().payload.cursors, { s: 6 });
});

test("35 s without a word: asks again, and a lost answer opens a new connection", (t) => {
  const { wire, last, pass, seen } = start(t);
  last().answer(null, { ok: true, heads: { s: 5 }, at: "T" });
  pass(30_000);
  assert.equal(wire.asked.length, 1);
  pass(10_000);
  assert.equal(wire.asked.length, 2);
  last().answer(new Error("timeout"));
  assert.equal(wire.connects, 2);
  assert.equal(seen.at(-1), "lost");
});

test("a server restored from an older copy is asked for everything", (t) => {
  const { last } = start(t);
  last().answer(null, { ok: true, heads: { s: 2 }, at: "T" });
  assert.equal(last().payload.cursors, null);
});

test("revoked, or refused: the link ends and shows nothing more", (t) => {
  for (const end of ["revoked", "refused"]) {
    const { wire, last, seen, link } = start(t);
    if (end === "revoked") wire.say("revoked", {});
    else last().answer(null, { ok: false });
    wire.say("news", { patches: [{ address: "r:b1", html: "secret" }], heads: { s: 6 }, at: "U" });
    link.catchUp();
    t.mock.timers.tick(60_000);
    assert.deepEqual(seen, ["revoked"]);
    assert.equal(wire.asked.length, 1);
    t.mock.timers.reset();
  }
});

test("a connection the server refused is tried again later", (t) => {
  const { wire, pass } = start(t);
  wire.active = false;
  wire.say("disconnect", "io server disconnect");
  pass(2_000);
  assert.equal(wire.connects, 2);
});
