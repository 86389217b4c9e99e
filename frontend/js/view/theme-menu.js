import { element } from '../dom/element.js';
import { browserStorage } from '../storage.js';

const CHOICE = 'porchlight.theme';
const THEMES = /** @type {const} */ (['system', 'light', 'dark']);

/** @type {string | null} kept here too: in a frame, a browser may keep nothing */
let chosen = browserStorage.get(CHOICE);

/** @type {string | null} what the page that shows this one wants where the visitor chose nothing */
let wanted = new URLSearchParams(location.search).get('scheme');

/**
 * Offers the system's colours, light or dark, and keeps the visitor's choice; before-paint.js shows it from the first.
 *
 * @param {HTMLSelectElement} menu
 * @param {import('../i18n/strings.js').Strings} strings
 * @param {AbortSignal} signal ends it
 */
export function offerThemes(menu, strings, signal) {
  menu.replaceChildren(...THEMES.map((theme) => element('option', { value: theme }, strings.text(`theme.${theme}`))));
  menu.value = chosen ?? 'system';
  menu.addEventListener('change', () => choose(menu.value), { signal });
}

/** @param {string} theme */
function choose(theme) {
  chosen = theme === 'system' ? null : theme;
  browserStorage.set(CHOICE, chosen);
  show();
}

/** @param {string} theme of the page that shows this one */
export function follow(theme) {
  wanted = theme;
  show();
}

function show() {
  const theme = chosen ?? wanted;
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  dispatchEvent(new Event('themechange'));
}
