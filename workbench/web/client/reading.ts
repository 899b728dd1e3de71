/** A long text beside its table of contents: the section being read is marked there; on narrow screens the table is folded. */

const NARROW = "(max-width: 1023px)";

export function watchReading(): void {
  const contents = document.querySelector<HTMLElement>(".text-toc");
  if (!contents) return;
  const folded = contents.querySelector("details");
  if (folded && !contents.closest(".is-choosing") && matchMedia(NARROW).matches) folded.open = false;
  const links = new Map<string, HTMLAnchorElement>();
  for (const link of contents.querySelectorAll<HTMLAnchorElement>("a[href^='#']")) links.set(link.hash.slice(1), link);
  const sections = [...document.querySelectorAll<HTMLElement>("[data-section]")].filter((section) => links.has(section.id));
  if (sections.length === 0) return;
  const inView = new Set<Element>();
  let marked: HTMLAnchorElement | undefined;
  const observer = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (entry.isIntersecting) inView.add(entry.target);
      else inView.delete(entry.target);
    }
    // The innermost of those in view that began first: a part is in view as long as any of its articles.
    const current = sections.filter((section) => inView.has(section)).filter((one, _, all) => !all.some((other) => other !== one && one.contains(other)))[0];
    const link = current && links.get(current.id);
    if (!link || link === marked) return;
    marked?.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    marked = link;
    if (folded?.open && !matchMedia(NARROW).matches) bring(link, folded);
  }, { rootMargin: "0px 0px -60% 0px" });
  for (const section of sections) observer.observe(section);
}

/** Scrolls the table of contents alone; the page itself stays where the reader is. */
function bring(link: HTMLElement, within: HTMLElement): void {
  const place = link.getBoundingClientRect();
  const frame = within.getBoundingClientRect();
  if (place.top < frame.top || place.bottom > frame.bottom) within.scrollTop += place.top - frame.top - frame.height / 3;
}
