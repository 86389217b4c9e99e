import { element } from '../dom/element.js';
import { browserStorage } from '../storage.js';

const CHOICE = 'porchlight.theme';
const THEMES = /** @type {const} */ (['system', 'light', 'dark']);

/**
 * Offers the system's colours, light or dark, and keeps the visitor's choice; before-paint.js shows it from the first.
 *
 * @param {HTMLSelectElement} menu
 * @param {import('../i18n/strings.js').Strings} strings
 * @param {AbortSignal} signal ends it
 */
export function offerThemes(menu, strings, signal) {
  menu.replaceChildren(...THEMES.map((theme) => element('option', { value: theme }, strings.text(`theme.${theme}`))));
  menu.value = browserStorage.get(CHOICE) ?? 'system';
  menu.addEventListener('change', () => choose(menu.value), { signal });
}

/** @param {string} theme */
function choose(theme) {
  browserStorage.set(CHOICE, theme === 'system' ? null : theme);
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  dispatchEvent(new Event('themechange'));
}
