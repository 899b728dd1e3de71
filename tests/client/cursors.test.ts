import assert from "node:assert/strict";
import { test } from "node:test";

import { advance, agrees, inStep, onlyAllowed, parseHeads, sameSet, serverWentBack } from "../../workbench/web/client/cursors.js";

test("heads that are not numbers are no cursors, so that everything is sent again", () => {
  assert.deepEqual(parseHeads('{"a": 3}'), { a: 3 });
  for (const bad of [undefined, "", "{", "[1]", '{"a": "3"}', '{"a": -1}', "null"]) assert.equal(parseHeads(bad), null);
});

test("a cursor never goes back, and a new stream joins", () => {
  assert.deepEqual(advance({ a: 5 }, { a: 4, b: 1 }), { a: 5, b: 1 });
  assert.deepEqual(advance(null, { a: 4 }), { a: 4 });
});

test("in step means every head of the server was read", () => {
  assert.equal(inStep({ a: 5, b: 2 }, { a: 5 }), true);
  assert.equal(inStep({ a: 5 }, { a: 6 }), false);
  assert.equal(inStep({ a: 5 }, { a: 5, b: 0 }), false);
  assert.equal(inStep(null, {}), false);
});

test("a server that stands behind the page was restored", () => {
  assert.equal(serverWentBack({ a: 5 }, { a: 4 }), true);
  assert.equal(serverWentBack({ a: 5, b: 9 }, { a: 5 }), false);
});

test("a stream that may not be read any more is not asked for", () => {
  assert.deepEqual(onlyAllowed({ a: 5, gone: 9 }, { a: 6 }), { a: 5 });
});

test("patterns agree with addresses of the same length only", () => {
  assert.equal(agrees("table.row:b1/*", "table.row:b1/i7"), true);
  assert.equal(agrees("table.row:b1/*", "table.row:b2/i7"), false);
  assert.equal(agrees("table.row:b1/*", "table.row:b1/i7/x"), false);
  assert.equal(sameSet(["a", "b"], ["b", "a", "a"]), true);
  assert.equal(sameSet(["a"], ["a", "b"]), false);
});
