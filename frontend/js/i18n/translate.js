/** @typedef {import('./strings.js').Key} Key */

/**
 * Puts the words of a language into the parts that index.html holds in English: `data-string` is an element's text,
 * `data-string-label` its name and tooltip, `data-string-placeholder` its placeholder.
 *
 * @param {Document} page
 * @param {import('./strings.js').Strings} strings
 */
export function translate(page, strings) {
  page.documentElement.lang = strings.language;
  page.documentElement.dir = strings.direction;
  each(page, 'string', (place, key) => (place.textContent = strings.text(key)));
  each(page, 'string-label', (place, key) => place.setAttribute('aria-label', strings.text(key)));
  each(page, 'string-title', (place, key) => place.setAttribute('title', strings.text(key)));
  each(page, 'string-placeholder', (place, key) => place.setAttribute('placeholder', strings.text(key)));
}

/**
 * @param {Document} page
 * @param {string} name of the data attribute
 * @param {(place: Element, key: Key) => void} put
 */
function each(page, name, put) {
  page.querySelectorAll(`[data-${name}]`).forEach((place) => put(place, /** @type {Key} */ (place.getAttribute(`data-${name}`))));
}
