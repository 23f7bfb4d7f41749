// @ts-check
/** Light and dark: as chosen before, else as the system has it. */

const KEPT = "ceax.theme";

/** @param {Document} document */
export function useThemeOf(document) {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = localStorage.getItem(KEPT) ?? (dark ? "dark" : "light");
}

/** The theme now. */
export function theme() {
  return document.documentElement.dataset.theme === "dark" ? "dark" : "light";
}

/** Change to the other one. */
export function turnTheme() {
  const next = theme() === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = next;
  localStorage.setItem(KEPT, next);
}

/**
 * A colour of the style sheet by its name, as it is now.
 * @param {string} name
 */
export function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
