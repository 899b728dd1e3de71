import assert from "node:assert/strict";
import { test } from "node:test";

import { Sentences } from "../../workbench/web/client/announce.js";
import { lacksCell, normalise, pastedParagraphs } from "../../workbench/web/client/clausetext.js";
import { Drafts, keptKey, keysToClear } from "../../workbench/web/client/drafts.js";
import { keyName, Sequence, step, type Stroke } from "../../workbench/web/client/keys.js";
import type { Shelf } from "../../workbench/web/client/shelf.js";
import { fill } from "../../workbench/web/client/words.js";

const stroke: Stroke = { key: "j", ctrlKey: false, metaKey: false, altKey: false, isComposing: false, keyCode: 74, repeat: false };

test("single keys only, and none of an input method", () => {
  assert.equal(keyName(stroke), "J");
  assert.equal(keyName({ ...stroke, key: "?" }), "?");
  for (const other of [{ ctrlKey: true }, { isComposing: true }, { keyCode: 229 }, { key: "Process" }, { key: "Enter" }, { key: " " }]) {
    assert.equal(keyName({ ...stroke, ...other }), null);
  }
});

test("G waits for a second key, not for long", () => {
  const sequence = new Sequence();
  assert.deepEqual([sequence.next("G", 0), sequence.next("T", 500)], [null, "G T"]);
  assert.deepEqual([sequence.next("G", 0), sequence.next("T", 5_000)], [null, "T"]);
  assert.equal(sequence.next("A", 6_000), "A");
});

test("walking stops at both ends", () => {
  assert.deepEqual([step(-1, 1, 3), step(-1, -1, 3), step(2, 1, 3), step(0, -1, 3), step(-1, 1, 0)], [0, 2, 2, 0, -1]);
});

test("at most one sentence in three seconds, and the newest survive", () => {
  const sentences = new Sentences();
  sentences.add(["1", "2", "2", "3", "4", "5", "6"]);
  assert.equal(sentences.next(0), "3");
  assert.equal(sentences.next(2_999), null);
  assert.equal(sentences.wait(1_000), 2_000);
  assert.equal(sentences.next(3_000), "4");
});

test("clause text is written one way", () => {
  assert.equal(normalise("一\r\n二\u2028三\u200b\u00a0e\u0301"), "一\n二\n三 é");
  assert.deepEqual(pastedParagraphs("　　第一款。\r\n\r\n\t第二款。  \n"), ["第一款。", "第二款。"]);
});

test("the tabs between the cells of a table stay", () => {
  assert.equal(normalise("级\t岗位\t工资\r\n一级\t\t3200"), "级\t岗位\t工资\n一级\t\t3200");
  assert.deepEqual(pastedParagraphs("\t基本\t津贴\r\n一级\t3200\t200 \r\n"), ["\t基本\t津贴", "一级\t3200\t200"]);
});

test("the tab behind the number of an item is no cell, nor is an indent", () => {
  assert.deepEqual(pastedParagraphs("（一）\t基本工资；\n1.\tBase pay\n\tplain"), ["（一） 基本工资；", "1. Base pay", "plain"]);
  assert.deepEqual(pastedParagraphs("1.\t普工\t3200"), ["1.\t普工\t3200"]);
});

test("Tab begins a cell only in a row that has begun and is shorter than the one above", () => {
  assert.ok(lacksCell("二级", "一级\t3200"));
  assert.ok(!lacksCell("二级\t4000", "一级\t3200"));
  assert.ok(!lacksCell("", "一级\t3200"));
  assert.ok(!lacksCell("第一款。", "前言。"));
});

test("a place without a value stays visible", () => {
  assert.equal(fill("{n} of {all}", { n: 2 }), "2 of {all}");
});

function memory(): Shelf & { items: Map<string, string> } {
  const items = new Map<string, string>();
  return {
    items,
    get: (key) => items.get(key) ?? null,
    set: (key, value) => void items.set(key, value),
    drop: (key) => void items.delete(key),
    keys: () => [...items.keys()],
  };
}

test("another person at this machine finds nothing, choices of the machine stay", () => {
  const shelf = memory();
  shelf.set(keptKey("draft", "p|1", "/caucus", "text"), "secret");
  shelf.set(keptKey("unsent", "p|1", "/caucus", "form"), "secret");
  shelf.set("theme", "dark");
  new Drafts(null, "/sign-in", shelf);
  assert.equal(shelf.items.size, 3);
  new Drafts("p2", "/", shelf);
  assert.deepEqual(shelf.keys(), ["theme"]);
});

test("signing out clears everybody's text", () => {
  const shelf = memory();
  shelf.set(keptKey("draft", "p1", "/a", "x"), "1");
  new Drafts("p1", "/", shelf).clearAll();
  assert.deepEqual(shelf.keys(), []);
  assert.deepEqual(keysToClear(["keys", "follow-chair"], null), []);
});
