/** The sign of the connection: in step as of …, or lost. Only words and one attribute change. */

import { clockTime } from "./clocks.js";
import { word } from "./words.js";

const BANNER_AFTER = 5000;

export class Sign {
  private state: "in-step" | "lost" | null = null;
  private banner: ReturnType<typeof setTimeout> | undefined;
  private asOf: string;

  constructor(private readonly body: HTMLElement) {
    this.asOf = body.dataset.asOf ?? "";
  }

  get isLost(): boolean {
    return this.state === "lost";
  }

  inStep(at: string): void {
    this.asOf = clockTime(at, this.body.dataset.zone) || this.asOf;
    for (const clock of document.querySelectorAll("[data-link-time]")) clock.textContent = this.asOf;
    this.body.dataset.asOf = this.asOf;
    clearTimeout(this.banner);
    this.banner = undefined;
    this.show("in-step");
    for (const banner of document.querySelectorAll<HTMLElement>("[data-link-banner]")) banner.hidden = true;
  }

  lost(): void {
    this.show("lost");
    this.banner ??= setTimeout(() => this.raise(), BANNER_AFTER);
  }

  private show(state: "in-step" | "lost"): void {
    if (this.state === state) return;
    this.state = state; // the words for each state stand in the page, the attribute chooses
    this.body.dataset.linkState = state;
    for (const sign of document.querySelectorAll<HTMLElement>("[data-link]")) {
      sign.dataset.link = state;
    }
  }

  private raise(): void {
    for (const banner of document.querySelectorAll<HTMLElement>("[data-link-banner]")) {
      const text = banner.querySelector("[data-link-banner-text]") ?? banner;
      text.textContent = word("lost-banner", { time: this.asOf });
      banner.hidden = false;
    }
  }
}
