import assert from "node:assert/strict";
import { test } from "node:test";

import { isLocal } from "../../workbench/web/client/forms.js";
import { backOff, interpret, newKey } from "../../workbench/web/client/sending.js";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test("keys are random UUIDs, also where the browser has no randomUUID", () => {
  const plainHttp = { getRandomValues: crypto.getRandomValues.bind(crypto) };
  const keys = Array.from({ length: 100 }, (_, i) => (i % 2 ? newKey() : newKey(plainHttp)));
  for (const key of keys) assert.match(key, UUID);
  assert.equal(new Set(keys).size, keys.length);
});

test("only the door's own JSON is an answer", () => {
  assert.deepEqual(interpret(200, { result: { pass: "p1" }, entries: [], duplicate: true, next: "/p/p1" }), {
    kind: "done",
    result: { pass: "p1" },
    next: "/p/p1",
    duplicate: true,
  });
  for (const [status, body] of [[200, "<html>"], [200, {}], [502, { error: {} }], [302, null], [404, "gone"]] as const) {
    assert.equal(interpret(status, body).kind, "unanswered");
  }
});

test("a refusal carries reason, sentence, field and values", () => {
  const error = { reason: "stale_text", message: "The text moved.", field: "text", values: { author: "Li" } };
  assert.deepEqual(interpret(409, { error }), { kind: "refused", status: 409, ...error });
  const bare = interpret(404, { error: { message: "No such page." } });
  assert.ok(bare.kind === "refused" && bare.field === null && bare.reason === "");
});

test("waiting grows, stays under 38 s and is spread", () => {
  assert.equal(backOff(0, () => 0.5), 1000);
  assert.equal(backOff(3, () => 0.5), 8000);
  assert.equal(backOff(40, () => 1), 37_500);
  assert.notEqual(backOff(2, () => 0), backOff(2, () => 1));
});

test("only paths of this house are followed", () => {
  for (const good of ["/", "/cases/b1?x=1#y"]) assert.equal(isLocal(good), true);
  for (const bad of ["//evil.example", "/\\evil.example", "https://evil.example/", "javascript:alert(1)", ""]) {
    assert.equal(isLocal(bad), false);
  }
});
