import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";

import { Autosave, type SaveState } from "../../workbench/web/client/autosave.js";
import type { Answer } from "../../workbench/web/client/sending.js";

interface Sent {
  key: number;
  text: string;
  answer(answer: Answer): Promise<void>;
}

const done: Answer = { kind: "done", result: {}, next: null, duplicate: false };
const unanswered: Answer = { kind: "unanswered" };
const stale: Answer = { kind: "refused", status: 409, reason: "stale_text", message: "", field: null, values: { text: "theirs" } };
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function start(t: TestContext, text = "", soon?: number): { autosave: Autosave<{ key: number; text: string }>; sent: Sent[]; states: SaveState[]; saved: string[] } {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const sent: Sent[] = [];
  const states: SaveState[] = [];
  const saved: string[] = [];
  let keys = 0;
  const autosave = new Autosave(text, {
    make: (latest) => ({ key: ++keys, text: latest }),
    send: (body) =>
      new Promise((resolve) => sent.push({ ...body, answer: (answer) => (resolve(answer), settle()) })),
    saved: (latest) => saved.push(latest),
    refused: () => undefined,
    state: (state) => states.push(state),
    ...(soon === undefined ? {} : { soon }),
  });
  return { autosave, sent, states, saved };
}

test("one save in flight, the latest text wins, each save has its own key", async (t) => {
  const { autosave, sent, saved } = start(t);
  autosave.change("a");
  t.mock.timers.tick(800);
  autosave.change("ab");
  autosave.change("abc");
  t.mock.timers.tick(60_000);
  assert.deepEqual(sent.map(({ text }) => text), ["a"]);
  await sent[0]?.answer(done);
  t.mock.timers.tick(800);
  await sent[1]?.answer(done);
  assert.deepEqual(sent.map(({ key, text }) => [key, text]), [[1, "a"], [2, "abc"]]);
  assert.deepEqual(saved, ["a", "abc"]);
  assert.equal(autosave.isSaved, true);
});

test("a save without answer is repeated as it was, under its key, before newer text goes", async (t) => {
  const { autosave, sent, states } = start(t);
  autosave.change("a");
  t.mock.timers.tick(800);
  await sent[0]?.answer(unanswered);
  autosave.change("ab");
  t.mock.timers.tick(60_000);
  assert.deepEqual(sent.map(({ key, text }) => [key, text]), [[1, "a"], [1, "a"]]);
  assert.ok(states.includes("unsent"));
  await sent[1]?.answer(done);
  t.mock.timers.tick(800);
  assert.deepEqual([sent[2]?.key, sent[2]?.text], [2, "ab"]);
});

test("someone who never pauses is saved all the same", (t) => {
  const { autosave, sent } = start(t);
  for (let i = 1; i <= 12; i += 1) {
    autosave.change("x".repeat(i));
    t.mock.timers.tick(500);
  }
  assert.equal(sent.length, 1);
});

test("a stale save stops until the person decided, and keeps the text", async (t) => {
  const { autosave, sent, states } = start(t, "base");
  autosave.change("mine");
  t.mock.timers.tick(800);
  await sent[0]?.answer(stale);
  autosave.change("mine too");
  t.mock.timers.tick(60_000);
  assert.equal(sent.length, 1);
  assert.equal(states.at(-1), "stopped");
  assert.equal(await autosave.flush(), false);
  autosave.resume();
  t.mock.timers.tick(1);
  assert.equal(sent[1]?.text, "mine too");
});

test("flush waits until the latest text is safe, and says when it could not be saved", async (t) => {
  const { autosave, sent } = start(t);
  assert.equal(await autosave.flush(), true);
  autosave.change("a");
  const first = autosave.flush();
  t.mock.timers.tick(1);
  autosave.change("ab");
  await sent[0]?.answer(done);
  t.mock.timers.tick(1);
  await sent[1]?.answer(done);
  assert.equal(await first, true);
  autosave.change("abc");
  const second = autosave.flush();
  t.mock.timers.tick(1);
  await sent[2]?.answer(unanswered);
  assert.equal(await second, false);
});

test("where it has to be soon a change goes soon, however fast the next one follows", async (t) => {
  const { autosave, sent } = start(t, "", 120);
  for (const text of ["1", "1.", "1.2", "1.25"]) {
    autosave.change(text);
    t.mock.timers.tick(50);
  }
  assert.deepEqual(sent.map(({ text }) => text), ["1.2"]);
  await sent[0]?.answer(done);
  t.mock.timers.tick(120);
  assert.deepEqual(sent.map(({ text }) => text), ["1.2", "1.25"]);
});

test("when the link is back what waits goes at once, as it was", async (t) => {
  const { autosave, sent } = start(t);
  autosave.hasten();
  autosave.change("a");
  t.mock.timers.tick(800);
  await sent[0]?.answer(unanswered);
  autosave.hasten();
  t.mock.timers.tick(0);
  assert.deepEqual(sent.map(({ key, text }) => [key, text]), [[1, "a"], [1, "a"]]);
});
