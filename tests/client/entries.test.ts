import assert from "node:assert/strict";
import { test } from "node:test";

import { isUnfinished } from "../../workbench/web/client/entries.js";

test("a number that is still being typed is not sent, an emptied field is", () => {
  for (const text of ["-", "−", " - ", "4.", "-0."]) assert.equal(isUnfinished(text), true, text);
  for (const text of ["", " ", "4", "4.5", "-2", "na", "0.9 n=34", "yes"]) assert.equal(isUnfinished(text), false, text);
});
