import assert from "node:assert/strict";
import { test } from "node:test";

import { HeldPatches, reasonToHold, type Doings } from "../../workbench/web/client/holds.js";

const idle: Doings = {
  composing: false,
  editing: false,
  fieldFocused: false,
  selecting: false,
  dialogOpen: false,
  detailsOpened: false,
  typedTextWouldGo: false,
};

test("an idle region is patched, each doing holds it, and a composition is named first", () => {
  assert.equal(reasonToHold(idle), null);
  for (const doing of Object.keys(idle) as (keyof Doings)[]) {
    assert.equal(reasonToHold({ ...idle, [doing]: true }), doing);
  }
  assert.equal(reasonToHold({ ...idle, fieldFocused: true, composing: true }), "composing");
});

test("only the newest rendering of a region waits", () => {
  const held = new HeldPatches();
  held.hold({ address: "r", html: "old", arrival: 1 });
  held.hold({ address: "r", html: "new", arrival: 2 });
  assert.deepEqual(held.all().map((patch) => patch.html), ["new"]);
});

test("an outer rendering brings its inner regions: older ones that waited are dropped, newer ones stay", () => {
  const held = new HeldPatches();
  held.hold({ address: "older", html: "", arrival: 1 });
  held.hold({ address: "newer", html: "", arrival: 3 });
  held.applied({ address: "outer", html: "", arrival: 2 }, ["older", "newer"]);
  assert.deepEqual(held.all().map((patch) => patch.address), ["newer"]);
});

test("an inner region that was shown later is not put back by an outer rendering that waited", () => {
  const held = new HeldPatches();
  held.applied({ address: "inner", html: "", arrival: 5 }, []);
  assert.equal(held.shownSince("inner", 4), true);
  assert.equal(held.shownSince("inner", 5), false);
  assert.equal(held.shownSince("unknown", 0), false);
});
