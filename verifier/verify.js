// Checks an exported record in the browser, without network and without the product.
// Written from docs/record-format.md, independently of verify_record.py.
"use strict";

const WORDS = {
  title: ["Verify a record", "核验记录"],
  language: ["中文", "English"],
  about: [
    "Choose the file of a record. It is checked on this device; nothing is sent anywhere.",
    "请选择记录文件。核验在本机进行，不会发送任何内容。",
  ],
  record: ["Record (JSON file)", "记录（JSON 文件）"],
  key_label: ["The house's verifier line, as you know it (optional)", "您所知的验证公钥行（选填）"],
  against: ["An older record or checkpoint you kept (optional)", "您保存的较早记录或检查点（选填）"],
  check: ["Check", "核验"],
  no_crypto: [
    "This browser cannot check Ed25519 signatures, so nothing can be said. Use a current browser, or verify_record.py.",
    "此浏览器不支持 Ed25519 签名核验，无法得出结论。请改用新版浏览器，或使用 verify_record.py。",
  ],
  holds: ["The record holds.", "记录成立。"],
  fails: ["The record does not hold!", "记录不成立！"],
  unknown: ["Not everything could be checked.", "有内容未能核验。"],
  intact: ["Every byte of the file is as it was signed.", "文件的每一个字节都与签发时一致。"],
  damaged: ["The file is damaged or was changed: {why}.", "文件已损坏或被改动：{why}。"],
  key: ["Signed by the key {line}.", "签名公钥：{line}。"],
  key_pinned: ["It is the key you named.", "与您指定的公钥一致。"],
  key_other: ["It is NOT the key you named.", "与您指定的公钥不一致！"],
  key_unpinned: [
    "The key was taken from the file itself. Compare it with the one you got from the house on another way.",
    "公钥取自文件本身，请与另行取得的公钥核对。",
  ],
  digest: ["The file was changed after it was signed.", "文件在签发后被改动。"],
  signature: ["The signature over the file is false.", "文件的签名不成立。"],
  stream: [
    "{name}: {size} entries; numbers, fingerprints and chain hold. Root {root}.",
    "{name}：共 {size} 条；编号、指纹、哈希链均成立。根值 {root}。",
  ],
  stream_twice: ["{name}: appears twice.", "{name}：重复出现。"],
  number: ["{name} #{seq}: the number must be {must}.", "{name} 第 {seq} 条：编号应为 {must}。"],
  leaf: ["{name} #{seq}: the content was changed.", "{name} 第 {seq} 条：内容被改动。"],
  chain: ["{name} #{seq}: does not follow from the entry before.", "{name} 第 {seq} 条：与上一条不衔接。"],
  payload: ["{name} #{seq}: the payload is not a JSON object.", "{name} 第 {seq} 条：内容不是 JSON 对象。"],
  withheld: ["{name}: of {count} entries only the fingerprint is given.", "{name}：有 {count} 条仅列指纹。"],
  checkpoint: ["{name}: a checkpoint does not fit the entries.", "{name}：检查点与记录不符。"],
  checkpoint_signature: ["{name}: the signature of a checkpoint is false.", "{name}：检查点的签名不成立。"],
  earlier: ["{name}: {count} earlier checkpoints fit.", "{name}：{count} 个较早的检查点均相符。"],
  opening: ["{name}: a seal does not open to the entries (at {size}).", "{name}：封存值与第 {size} 条处的记录不符。"],
  opened: ["{name}: the seal at {size} opens; it stands in {where}.", "{name}：第 {size} 条处的封存值相符，载于 {where}。"],
  opened_alone: [
    "{name}: the seal at {size} opens; the record that carries it is not in this file.",
    "{name}：第 {size} 条处的封存值相符；载有它的记录不在本文件中。",
  ],
  time: ["{name} #{seq}: its time lies before the entry before it.", "{name} 第 {seq} 条：时间早于上一条。"],
  time_made: ["{name} #{seq}: its time lies after the making of the file.", "{name} 第 {seq} 条：时间晚于文件制作时间。"],
  continues: [
    "{name}: agrees with the other paper on all {size} entries both know.",
    "{name}：与另一份文件在共有的 {size} 条上一致。",
  ],
  split: [
    "{name} #{seq}: the two papers tell different histories. Keep both: together they prove it.",
    "{name} 第 {seq} 条：两份文件的历史不一致。请妥善保存两份文件，它们合在一起即为证据。",
  ],
  rewritten: [
    "{name}: the history up to {size} is not the one the checkpoint was signed on.",
    "{name}：前 {size} 条与检查点签署时的历史不一致。",
  ],
  newer: [
    "{name}: the checkpoint is newer ({size} entries) than this file ({have}); ask for a newer record.",
    "{name}：检查点（{size} 条）比本文件（{have} 条）新；请索取较新的记录。",
  ],
  nothing_common: ["The two papers have no stream in common.", "两份文件没有共同的记录流。"],
  other_fails: ["The other paper does not hold by itself.", "另一份文件自身不成立。"],
};
const MARKS = { holds: "✓", fails: "✗", unknown: "?", remark: "!" };

// --- bytes and hashes ---

const encoder = new TextEncoder();
const utf8 = (text) => encoder.encode(text);
const hexOf = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const bytesOf = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const same = (left, right) => hexOf(left) === hexOf(right);

async function sha256(...parts) {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", whole));
}

// The roots of the perfect subtrees, largest first, are all that must be kept (RFC 6962, section 2.1).
async function rootsAfterEach(leaves) {
  const roots = [await sha256()];
  const stack = [];
  for (const [index, leaf] of leaves.entries()) {
    let node = leaf;
    for (let size = index; size & 1; size >>= 1) node = await sha256([1], stack.pop(), node);
    stack.push(node);
    let root = node;
    for (let left = stack.length - 2; left >= 0; left -= 1) root = await sha256([1], stack[left], root);
    roots.push(root);
  }
  return roots;
}

// --- reading ---

class Damaged extends Error {}

function demand(condition, why) {
  if (!condition) throw new Damaged(why);
}

function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value !== null && typeof value === "object") {
    // Array.prototype.sort without a function compares UTF-16 code units, as RFC 8785 asks.
    const members = Object.keys(value).sort();
    return `{${members.map((name) => `${canonical(name)}:${canonical(value[name])}`).join(",")}}`;
  }
  if (typeof value === "string") demand(!/\p{Surrogate}/u.test(value), "half a character");
  if (typeof value === "number") demand(Number.isSafeInteger(value) && !Object.is(value, -0), "not a whole number");
  return JSON.stringify(value);
}

// Duplicate names, blanks and other spellings all disappear in parsing, so writing it again shows them.
function readJson(bytes) {
  let text;
  let again;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    again = canonical(JSON.parse(text));
  } catch (error) {
    throw new Damaged(error.message);
  }
  demand(again === text, "not in the one canonical form");
  return JSON.parse(text);
}

const isText = (value) => typeof value === "string";
const isPrintable = (value) => isText(value) && !/[\p{C}\p{Zl}\p{Zp}]/u.test(value);
const isCount = (value) => Number.isSafeInteger(value) && value >= 0;
const isHex = (value, digits) => isText(value) && value.length === digits && /^[0-9a-f]*$/.test(value);
const isTime = (value) =>
  isText(value) && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value) && Date.parse(value) === Date.parse(value) &&
  new Date(value).toISOString() === value;

function isObject(value, ...names) {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return false;
  return Object.keys(value).sort().join() === names.sort().join();
}

function checkShape(record) {
  const top = ["format", "version", "house", "key", "made", "title", "names", "streams", "signature"];
  demand(isObject(record, ...top), "fields of the file");
  demand(record.format === "workbench-record" && record.version === 1, "format and version");
  demand(isPrintable(record.house) && isPrintable(record.key), "house and key");
  demand(isText(record.title) && isText(record.signature) && isTime(record.made), "words of the file");
  demand(record.names !== null && isObject(record.names, ...Object.keys(record.names)), "names");
  demand(Object.values(record.names).every(isText) && Array.isArray(record.streams), "names and streams");
  record.streams.forEach(checkStreamShape);
}

function checkStreamShape(stream) {
  demand(isObject(stream, "name", "entries", "checkpoint", "earlier", "openings"), "fields of a stream");
  demand(isPrintable(stream.name) && isText(stream.checkpoint), "words of a stream");
  demand([stream.entries, stream.earlier, stream.openings].every(Array.isArray), "lists of a stream");
  for (const entry of stream.entries) {
    const full = isObject(
      entry, "seq", "at", "actor", "mandate", "command", "event", "payload", "salt", "leaf", "head",
    );
    demand(full || isObject(entry, "seq", "leaf", "head"), "fields of an entry");
    demand(isCount(entry.seq) && isHex(entry.leaf, 64) && isHex(entry.head, 64), "numbers of an entry");
    const words = [entry.actor, entry.command, entry.event, entry.payload];
    demand(!full || (words.every(isText) && isTime(entry.at) && isHex(entry.salt, 32)), "content of an entry");
    demand(!full || entry.mandate === null || isText(entry.mandate), "mandate of an entry");
  }
  for (const note of stream.earlier) demand(isObject(note, "at", "note") && isTime(note.at) && isText(note.note), "note");
  for (const opening of stream.openings) {
    demand(isObject(opening, "at", "size", "head", "salt", "commitment"), "fields of an opening");
    demand(isTime(opening.at) && isCount(opening.size), "an opening");
    demand([opening.head, opening.salt, opening.commitment].every((hash) => isHex(hash, 64)), "hashes of an opening");
  }
}

// --- keys and notes ---

function fromBase64(text) {
  try {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    return btoa(String.fromCharCode(...bytes)) === text ? bytes : null;
  } catch {
    return null;
  }
}

async function readKey(line) {
  const parts = /^([^\s+]+)\+([0-9a-f]{8})\+(.+)$/.exec(line);
  const data = parts && fromBase64(parts[3]);
  demand(data && data.length === 33 && data[0] === 1, "key");
  const hash = (await sha256(utf8(`${parts[1]}\n`), data)).slice(0, 4);
  demand(hexOf(hash) === parts[2], "key");
  const verifier = await crypto.subtle.importKey("raw", data.slice(1), "Ed25519", false, ["verify"]);
  return { name: parts[1], hash, verifier, line };
}

async function readNote(note, key) {
  const cut = note.indexOf("\n\n");
  const start = `\u2014 ${key.name} `;
  const rest = note.slice(cut + 2);
  const data = cut >= 0 && rest.startsWith(start) && rest.endsWith("\n") ? fromBase64(rest.slice(start.length, -1)) : null;
  const body = note.slice(0, cut + 1);
  const ours = data !== null && data.length === 68 && same(data.slice(0, 4), key.hash);
  return { body, valid: ours && (await crypto.subtle.verify("Ed25519", key.verifier, data.slice(4), utf8(body))) };
}

function readCheckpoint(body) {
  const parts = /^([^\n]+)\n(0|[1-9][0-9]{0,15})\n([^\n]+)\n$/.exec(body);
  const root = parts && fromBase64(parts[3]);
  return root && root.length === 32 ? { origin: parts[1], size: Number(parts[2]), root } : null;
}

// --- the checks ---

class Verification {
  findings = [];
  streams = new Map();
  key = null;

  say(state, word, values = {}) {
    this.findings.push({ state, word, values });
  }

  get verdict() {
    const states = new Set(this.findings.map((finding) => finding.state));
    return states.has("fails") ? "fails" : states.has("unknown") ? "unknown" : "holds";
  }

  async read(bytes, pinned) {
    try {
      this.record = readJson(bytes);
      checkShape(this.record);
      await this.checkFile(pinned);
      for (const stream of this.record.streams) await this.checkStream(stream);
      for (const stream of this.record.streams) await this.checkOpenings(stream);
    } catch (error) {
      if (!(error instanceof Damaged)) throw error;
      this.say("fails", "damaged", { why: error.message });
    }
    return this;
  }

  async checkFile(pinned) {
    this.key = await readKey(this.record.key);
    demand(this.key.name === this.record.house, "house and key have different names");
    this.say("holds", "key", { line: this.key.line });
    if (!pinned) this.say("remark", "key_unpinned");
    else if (pinned === this.key.line) this.say("holds", "key_pinned");
    else this.say("fails", "key_other");
    const { signature, ...rest } = this.record;
    const digest = hexOf(await sha256(utf8(canonical(rest))));
    const note = await readNote(signature, this.key);
    if (note.body !== `workbench-record/1 ${this.key.name}\nsha256 ${digest}\n`) this.say("fails", "digest");
    else if (!note.valid) this.say("fails", "signature");
    else this.say("holds", "intact");
  }

  async checkStream({ name, entries, checkpoint, earlier }) {
    const before = this.findings.length;
    if (this.streams.has(name)) this.say("fails", "stream_twice", { name });
    const leaves = entries.map((entry) => bytesOf(entry.leaf));
    const roots = await rootsAfterEach(leaves);
    this.streams.set(name, { leaves: entries.map((entry) => entry.leaf), roots });
    let head = new Uint8Array(32);
    let last = "";
    for (const [index, entry] of entries.entries()) {
      head = await sha256([3], head, leaves[index]);
      if (entry.seq !== index + 1) this.say("fails", "number", { name, seq: entry.seq, must: index + 1 });
      if (hexOf(head) !== entry.head) this.say("fails", "chain", { name, seq: index + 1 });
      if ("payload" in entry) await this.checkContent(name, entry);
      const at = entry.at ?? last;
      if (at < last) this.say("remark", "time", { name, seq: entry.seq });
      if (at > this.record.made) this.say("remark", "time_made", { name, seq: entry.seq });
      last = at;
    }
    await this.checkCheckpoint(name, checkpoint, true);
    for (const { note } of earlier) await this.checkCheckpoint(name, note, false);
    if (this.findings.slice(before).every((finding) => finding.state !== "fails")) {
      this.say("holds", "stream", { name, size: leaves.length, root: hexOf(roots.at(-1)) });
      if (earlier.length) this.say("holds", "earlier", { name, count: earlier.length });
    }
    const withheld = entries.filter((entry) => !("payload" in entry)).length;
    if (withheld) this.say("remark", "withheld", { name, count: withheld });
  }

  async checkContent(name, entry) {
    const { seq, at, actor, mandate, command, event } = entry;
    const payload = hexOf(await sha256([2], bytesOf(entry.salt), utf8(entry.payload)));
    const statement = canonical({ v: 1, stream: name, seq, at, actor, mandate, command, event, payload });
    if (hexOf(await sha256([0], utf8(statement))) !== entry.leaf) this.say("fails", "leaf", { name, seq });
    let content = null;
    try {
      content = JSON.parse(entry.payload);
    } catch {
      // told below
    }
    if (content === null || typeof content !== "object" || Array.isArray(content)) {
      this.say("fails", "payload", { name, seq });
    }
  }

  async checkCheckpoint(name, note, exactly) {
    const { body, valid } = await readNote(note, this.key);
    const found = readCheckpoint(body);
    const { roots } = this.streams.get(name);
    const root = found && found.origin === `${this.key.name}/${name}` ? roots[found.size] : undefined;
    if (!root || !same(root, found.root) || (exactly && found.size !== roots.length - 1)) {
      this.say("fails", "checkpoint", { name });
    } else if (!valid) this.say("fails", "checkpoint_signature", { name });
  }

  async checkOpenings({ name, entries, openings }) {
    const heads = ["0".repeat(64), ...entries.map((entry) => entry.head)];
    for (const { size, head, salt, commitment } of openings) {
      const opened = hexOf(await sha256([4], bytesOf(salt), bytesOf(head)));
      const where = this.carrier(commitment);
      if (heads[size] !== head || opened !== commitment) this.say("fails", "opening", { name, size });
      else if (where) this.say("holds", "opened", { name, size, where });
      else this.say("holds", "opened_alone", { name, size });
    }
  }

  carrier(commitment) {
    for (const { name, entries } of this.record.streams) {
      const entry = entries.find(({ payload }) => payload?.includes(commitment));
      if (entry) return `${name} #${entry.seq}`;
    }
    return null;
  }

  async compare(bytes) {
    if (this.key === null) return;
    const text = new TextDecoder().decode(bytes);
    if (!text.trimStart().startsWith("{")) return this.compareCheckpoint(text);
    const other = await new Verification().read(bytes, this.key.line);
    if (other.verdict === "fails") this.say("fails", "other_fails");
    const common = [...this.streams.keys()].filter((name) => other.streams.has(name));
    if (common.length === 0) this.say("unknown", "nothing_common");
    for (const name of common) {
      const mine = this.streams.get(name).leaves;
      const theirs = other.streams.get(name).leaves;
      const size = Math.min(mine.length, theirs.length);
      const index = mine.slice(0, size).findIndex((leaf, at) => leaf !== theirs[at]);
      if (index >= 0) this.say("fails", "split", { name, seq: index + 1 });
      else this.say("holds", "continues", { name, size });
    }
  }

  async compareCheckpoint(text) {
    const { body, valid } = await readNote(text, this.key);
    const found = readCheckpoint(body);
    if (!found || !valid) return this.say("fails", "other_fails");
    const { origin, size } = found;
    const name = origin.slice(this.key.name.length + 1);
    const known = origin === `${this.key.name}/${name}` ? this.streams.get(name) : undefined;
    if (!known) this.say("unknown", "nothing_common");
    else if (size >= known.roots.length) this.say("unknown", "newer", { name, size, have: known.leaves.length });
    else if (!same(known.roots[size], found.root)) this.say("fails", "rewritten", { name, size });
    else this.say("holds", "continues", { name, size });
  }
}

async function knowsEd25519() {
  try {
    await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]);
    return true;
  } catch {
    return false;
  }
}

// --- the page ---

let column = navigator.language.startsWith("zh") ? 1 : 0;
let shown = null;

function words(word, values = {}) {
  return WORDS[word][column].replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

function draw() {
  document.documentElement.lang = column ? "zh-CN" : "en";
  document.title = words("title");
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = words(element.dataset.word);
  const language = document.getElementById("language");
  language.textContent = words("language");
  language.lang = column ? "en" : "zh-CN";
  const verdict = document.getElementById("verdict");
  verdict.textContent = shown ? words(shown.word) : "";
  verdict.className = shown ? shown.word : "";
  const items = (shown?.findings ?? []).map(({ state, word, values }) => {
    const item = document.createElement("li");
    item.className = state;
    item.dataset.mark = MARKS[state];
    item.textContent = words(word, values);
    return item;
  });
  document.getElementById("findings").replaceChildren(...items);
}

async function verify() {
  const file = (id) => document.getElementById(id).files[0];
  const bytes = async (chosen) => new Uint8Array(await chosen.arrayBuffer());
  if (!(await knowsEd25519())) return { word: "no_crypto", findings: [] };
  const verification = await new Verification().read(
    await bytes(file("record")), document.getElementById("key").value.trim(),
  );
  if (file("against")) await verification.compare(await bytes(file("against")));
  return { word: verification.verdict, findings: verification.findings };
}

document.getElementById("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  shown = null;
  draw();
  try {
    shown = await verify();
  } catch (error) {
    shown = { word: "unknown", findings: [{ state: "unknown", word: "damaged", values: { why: error.message } }] };
  }
  draw();
});
document.getElementById("language").addEventListener("click", () => {
  column = 1 - column;
  draw();
});
draw();
