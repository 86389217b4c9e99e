import { browserStorage } from '../storage.js';
import { LANGUAGES } from './strings.js';
import { element } from '../dom/element.js';

const CHOICE = 'porchlight.language';

/** The languages that the visitor wants: the address says it, or an earlier choice, or the browser. */
export function wantedLanguages() {
  const asked = new URLSearchParams(location.search).get('lang');
  return [asked, browserStorage.get(CHOICE), ...navigator.languages].filter((language) => language !== null);
}

/**
 * Offers the languages, and tells and keeps the visitor's choice.
 *
 * @param {HTMLSelectElement} menu
 * @param {(language: string) => void} onChoice
 */
export function offerLanguages(menu, onChoice) {
  const options = Object.entries(LANGUAGES).map(([language, name]) => element('option', { value: language, lang: language }, name));
  menu.replaceChildren(...options);
  menu.addEventListener('change', () => {
    browserStorage.set(CHOICE, menu.value);
    onChoice(menu.value);
  });
}
