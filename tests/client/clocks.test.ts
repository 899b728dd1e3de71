import assert from "node:assert/strict";
import { test } from "node:test";

import { clockTime, duration, elapsed, remaining, ServerTime, share } from "../../workbench/web/client/clocks.js";

const at = "2026-05-08T02:31:07Z";

test("server time is carried on by the monotonic clock, and the least delayed message counts", () => {
  const time = new ServerTime();
  assert.equal(time.now(0), null);
  time.learn(at, 5_000); // came 4 s late
  time.learn(at, 1_000);
  assert.equal(time.now(11_000), Date.parse(at) + 10_000);
});

test("a server clock that was set back is believed after a few messages", () => {
  const time = new ServerTime();
  time.learn(at, 0);
  for (let i = 0; i < 8; i += 1) time.learn("2026-05-08T02:30:07Z", 0);
  assert.equal(time.now(0), Date.parse("2026-05-08T02:30:07Z"));
});

test("words that are no time teach nothing", () => {
  const time = new ServerTime();
  time.learn("soon", 0);
  assert.equal(time.known, false);
});

test("durations", () => {
  assert.deepEqual([-5, 0, 61_999, 3_600_000].map(duration), ["00:00", "00:00", "01:01", "1:00:00"]);
});

test("a speaking clock adds what was used before", () => {
  assert.equal(elapsed(at, Date.parse(at) + 5_000, 60), "01:05");
  assert.equal(elapsed(at, Date.parse(at) - 5_000), "00:00");
  assert.equal(elapsed("never", 0), "");
});

test("a side's bar grows while its speaker speaks, and no further than the whole", () => {
  const start = Date.parse(at);
  assert.equal(share(at, start + 60_000, 60, 600), 20);
  assert.equal(share(at, start - 5_000, 60, 600), 10);
  assert.equal(share(at, start + 9_000_000, 60, 600), 100);
  assert.equal(share("never", start, 60, 600), 0);
  assert.equal(share(at, start, 60, 0), 0);
});

test("a countdown shows 00:00 only when it is over", () => {
  const end = Date.parse(at);
  assert.deepEqual(remaining(at, end - 1), { text: "00:01", over: false });
  assert.deepEqual(remaining(at, end), { text: "00:00", over: true });
  assert.deepEqual(remaining(at, end + 9_000), { text: "00:00", over: true });
});

test("the case's zone, not the machine's", () => {
  assert.equal(clockTime(at, "Asia/Shanghai"), "10:31:07");
  assert.equal(clockTime("2026-05-08T16:00:00Z", "Asia/Shanghai"), "00:00:00");
  assert.notEqual(clockTime(at, "No/Where"), "");
});
