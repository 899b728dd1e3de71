/** Starts what the page asks for. Without this file every page still works as plain forms. */

import { io } from "socket.io-client";

import { Announcer } from "./announce.js";
import { PageClocks } from "./clock.js";
import { ServerTime } from "./clocks.js";
import { showCopyButtons, watchCopying } from "./copying.js";
import { parseHeads } from "./cursors.js";
import { watchDialogs } from "./dialogs.js";
import { watchDoings } from "./doings.js";
import { Drafts } from "./drafts.js";
import { Follow } from "./follow.js";
import { Forms } from "./forms.js";
import { watchKeys } from "./keys.js";
import { Link, type Wire } from "./link.js";
import { keepReadingPlace, watchMessages } from "./messages.js";
import { Morpher } from "./morph.js";
import { Personal } from "./personal.js";
import { Presence } from "./presence.js";
import { watchReading } from "./reading.js";
import { leave } from "./leaving.js";
import { Sign } from "./sign.js";
import { takeSlip } from "./slips.js";
import { Turning } from "./turning.js";
import { Typing } from "./typing.js";

const { body } = document;
const time = new ServerTime();
const clocks = new PageClocks(time);
const announcer = new Announcer();
const drafts = new Drafts(body.dataset.person ?? null, location.pathname);
const follow = new Follow(body);
const morpher: Morpher = new Morpher((address, root) => brought(address, root));
const personal = new Personal(morpher);
const forms = new Forms(drafts, () => morpher.release());
let presence: Presence | null = null;

function brought(address: string, root: Element | null): void {
  if (root) ready(root);
  follow.look();
  personal.follow(address);
}

/** Everything that a new part of the page needs. */
function ready(root: ParentNode): void {
  drafts.restore(root);
  forms.restore(root);
  clocks.draw(root);
  showCopyButtons(root);
  presence?.show(root);
  if (document.querySelector("clause-editor")) void loadEditor();
}

const serverNow = (): string => new Date(time.now(performance.now()) ?? Date.now()).toISOString();

async function loadEditor(): Promise<void> {
  const { startEditors, saveFirst } = await import("./drafting.js");
  startEditors(serverNow);
  if (!loadEditor.asked) forms.asksBefore(saveFirst);
  loadEditor.asked = true;
}
loadEditor.asked = false;

/** What the page shows, and the patterns it wants besides. What a pattern covers is not named again: lists can be long. */
function addresses(): string[] {
  const shown = [...document.querySelectorAll<HTMLElement>("[data-region]")].map((element) => element.dataset.region ?? "");
  const also = [...document.querySelectorAll<HTMLElement>("[data-watch-also]")].flatMap((element) =>
    (element.dataset.watchAlso ?? "").split(/\s+/),
  );
  const covered = also.filter((pattern) => pattern.endsWith("*")).map((pattern) => pattern.slice(0, -1));
  const single = shown.filter((address) => !covered.some((beginning) => address.startsWith(beginning)));
  return [...new Set([...single, ...also])].filter(Boolean).sort();
}

function watch(token: string): void {
  const sign = new Sign(body);
  const wire: Wire = io({ path: "/socket.io", transports: ["websocket", "polling"], tryAllTransports: true, autoConnect: false, reconnectionDelayMax: 10_000 });
  const link = new Link(wire, {
    token,
    addresses,
    patch: (address, html) => morpher.receive(address, html),
    heard: (at) => time.learn(at, performance.now()),
    inStep: (at) => {
      if (sign.isLost) forms.linkIsBack();
      sign.inStep(at);
    },
    lost: () => sign.lost(),
    revoked: () => leave(),
  }, parseHeads(body.dataset.heads));
  presence = new Presence(wire, token);
  presence.start();
  new Typing(wire, token).start();
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && link.catchUp());
  addEventListener("online", () => link.catchUp());
  addEventListener("offline", () => link.offline());
  addEventListener("pageshow", (event) => event.persisted && link.catchUp());
  link.start();
}

morpher.keepsAround((root) => announcer.around(root));
morpher.keepsAround(keepReadingPlace);
document.documentElement.setAttribute("data-scripts", "");
watchDoings(() => morpher.release());
watchDialogs();
watchKeys();
watchCopying();
watchMessages();
watchReading();
drafts.watch();
forms.start();
follow.start();
clocks.start();
if (document.querySelector("[data-sheet]")) void import("./sheet.js").then(({ startSheet }) => forms.asksBefore(startSheet(drafts, serverNow)));
const survey = document.querySelector<HTMLElement>("[data-survey]");
if (survey) takeSlip(survey);
if (body.dataset.visit) void import("./visits.js").then(({ startVisit }) => startVisit(serverNow));
document.addEventListener("submit", (event) => {
  // What is kept of visit sheets opens without the house being asked; what was not sent yet stays, for that person alone.
  if ((event.target as Element).hasAttribute("data-signs-out") && "caches" in window) void caches.delete("visits");
});
if (body.dataset.view === "wall") new Turning().start();
ready(document);
document.addEventListener("click", (event) => {
  if ((event.target as Element).closest("[data-held-apply]")) morpher.release(true);
});
if (body.dataset.watch) watch(body.dataset.watch);
