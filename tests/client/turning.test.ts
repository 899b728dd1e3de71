import assert from "node:assert/strict";
import { test } from "node:test";

import { after, pagesOf } from "../../workbench/web/client/turning.js";

test("a text that fits is one page, a longer one has as many as its columns", () => {
  assert.deepEqual(pagesOf(0, 1288, 1400, 112), { present: 1, all: 1 });
  assert.deepEqual(pagesOf(0, 2688, 1400, 112), { present: 1, all: 2 });
  assert.deepEqual(pagesOf(2800, 4088, 1400, 112), { present: 3, all: 3 });
  assert.deepEqual(pagesOf(0, 0, 0, 0), { present: 1, all: 1 });
});

test("half a pixel off is the same page", () => {
  assert.deepEqual(pagesOf(1399.5, 4087, 1400, 112), { present: 2, all: 3 });
});

test("after the last page comes the first", () => {
  assert.deepEqual([1, 2, 3].map((present) => after({ present, all: 3 })), [2, 3, 1]);
  assert.equal(after({ present: 1, all: 1 }), 1);
});
