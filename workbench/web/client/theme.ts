// Loaded as a plain script in the head, so that the chosen ground is there before the first paint. It imports nothing.
{
  const KEPT = "workbench:theme";
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");

  const chosen = (): string | null => {
    try {
      const theme = localStorage.getItem(KEPT);
      return theme === "dark" || theme === "light" ? theme : null;
    } catch {
      return null;
    }
  };

  const choose = (theme: string | null): void => {
    try {
      if (theme) localStorage.setItem(KEPT, theme);
      else localStorage.removeItem(KEPT);
    } catch {
      // not kept, but shown
    }
    paint();
    show();
  };

  // the wall is light unless chosen otherwise: it is read from far away
  const own = (): string => (dark.matches && root.dataset.view !== "wall" ? "dark" : "light");

  const show = (): void => {
    for (const button of document.querySelectorAll<HTMLElement>("[data-theme-toggle]")) {
      const value = button.dataset.themeToggle;
      const pressed = value ? value === (chosen() ?? "system") : root.dataset.theme === "dark";
      button.setAttribute("aria-pressed", String(pressed));
    }
  };

  /** The dark colours are a sheet of their own, switched by its media; on paper it is always light. */
  const paint = (): void => {
    root.dataset.theme = chosen() ?? own();
    const sheet = document.querySelector<HTMLLinkElement>("link[data-dark]");
    if (sheet) sheet.media = root.dataset.theme === "dark" ? "screen" : "not all";
  };

  paint();
  dark.addEventListener("change", paint);
  document.addEventListener("DOMContentLoaded", show);
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-theme-toggle]");
    if (!button) return;
    const wanted = button.dataset.themeToggle || (root.dataset.theme === "dark" ? "light" : "dark");
    choose(wanted === "system" ? null : wanted);
  });
}
