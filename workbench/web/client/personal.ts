/** Fragments for one person beside a region (what I may press): fetched again after the region was brought up to date. */

import { agrees } from "./cursors.js";
import { personalAddress, type Morpher } from "./morph.js";

const CALM = 150;
const JITTER = 100;

export class Personal {
  private readonly waiting = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly asked = new Map<string, number>();

  constructor(private readonly morpher: Morpher) {}

  follow(address: string): void {
    for (const element of document.querySelectorAll<HTMLElement>("[data-personal][data-follows]")) {
      const patterns = (element.dataset.follows ?? "").split(/\s+/);
      if (patterns.some((pattern) => agrees(pattern, address))) this.soon(element.dataset.personal ?? "");
    }
  }

  private soon(path: string): void {
    clearTimeout(this.waiting.get(path));
    this.waiting.set(
      path,
      setTimeout(() => void this.fetch(path), CALM + Math.random() * JITTER),
    );
  }

  /** Only the answer to the newest question counts: an older one may come later. */
  private async fetch(path: string): Promise<void> {
    this.waiting.delete(path);
    const question = (this.asked.get(path) ?? 0) + 1;
    this.asked.set(path, question);
    const answer = await ask(path);
    if (answer === null || this.asked.get(path) !== question) return;
    if (answer.forbidden) this.morpher.clear(personalAddress(path));
    else this.morpher.receive(personalAddress(path), answer.html);
  }
}

/** Null when there was no answer: the old fragment stays, the door checks every act anyway. */
async function ask(path: string): Promise<{ forbidden: boolean; html: string } | null> {
  try {
    const response = await fetch(path, {
      headers: { Accept: "text/html", "X-Fragment": "1" },
      credentials: "same-origin",
      redirect: "manual",
    });
    if (response.type === "opaqueredirect" || [401, 403, 404].includes(response.status)) return { forbidden: true, html: "" };
    return response.ok ? { forbidden: false, html: await response.text() } : null;
  } catch {
    return null;
  }
}
