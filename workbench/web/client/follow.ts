/**
 * What the chair discusses now. A region holds `[data-now-discussing="<issue>"]`. On the table only a tag moves, unless
 * this person chose to follow; the wall has no other will than the chair's.
 */

import { fieldsIn, isDirty } from "./fields.js";
import { shelf } from "./shelf.js";

const KEPT = "follow-chair";

export class Follow {
  private discussed: string | null = null;

  constructor(
    private readonly body: HTMLElement,
    private readonly go: (href: string) => void = (href) => location.assign(href),
  ) {}

  start(): void {
    if (shelf.get(KEPT) === "on") this.body.setAttribute("data-follow-chair", "");
    this.discussed = nowDiscussing()?.dataset.nowDiscussing ?? null;
    this.mark();
    this.showChoice();
    document.addEventListener("click", (event) => {
      if ((event.target as Element).closest("[data-follow-toggle]")) this.toggle();
    });
  }

  /** After a patch: moves the tag, and goes there when this person follows. */
  look(): void {
    this.mark();
    this.showChoice();
    const place = nowDiscussing();
    const issue = place?.dataset.nowDiscussing ?? null;
    if (issue === this.discussed) return;
    this.discussed = issue;
    if (issue) this.followTo(issue, place);
  }

  private followTo(issue: string, place: HTMLElement | null): void {
    const wall = this.body.dataset.view === "wall";
    if (!wall && !this.body.hasAttribute("data-follow-chair")) return;
    if (!wall && (busy() || this.body.dataset.issue === issue)) return;
    const href = place?.dataset.nowHref ?? (wall ? null : linkTo(issue)?.getAttribute("href"));
    if (href && href !== location.pathname) this.go(href);
  }

  private mark(): void {
    const issue = nowDiscussing()?.dataset.nowDiscussing;
    for (const link of document.querySelectorAll<HTMLElement>("[data-issue-link]")) {
      link.toggleAttribute("data-now", Boolean(issue) && link.dataset.issueLink === issue);
      // the list is the same for all who see it, so the page says which of its issues is read here
      if (link.dataset.issueLink === this.body.dataset.issue) link.setAttribute("aria-current", "page");
    }
  }

  private toggle(): void {
    const on = this.body.toggleAttribute("data-follow-chair");
    shelf.set(KEPT, on ? "on" : "off");
    this.showChoice();
    const place = nowDiscussing();
    if (on && place?.dataset.nowDiscussing) this.followTo(place.dataset.nowDiscussing, place);
  }

  private showChoice(): void {
    const on = this.body.hasAttribute("data-follow-chair");
    for (const button of document.querySelectorAll("[data-follow-toggle]")) button.setAttribute("aria-pressed", String(on));
  }
}

const nowDiscussing = (): HTMLElement | null => document.querySelector<HTMLElement>("[data-now-discussing]");

const linkTo = (issue: string): Element | null => document.querySelector(`[data-issue-link="${CSS.escape(issue)}"]`);

/** Nobody is carried away from what they are writing or confirming. */
function busy(): boolean {
  return document.querySelector("dialog[open], [data-editing], form[data-unsent]") !== null || fieldsIn(document).some(isDirty);
}
