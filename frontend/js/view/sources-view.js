import { leadAway } from '../markdown/sanitize.js';
import { element } from '../dom/element.js';

/** @typedef {import('../api/protocol.js').Source} Source */
/** @typedef {{ source: Source, number: number }} Numbered */

/**
 * The passages that an answer cites, under the numbers that it has for them; those that it was given beside them are folded away.
 *
 * @param {{ sources: readonly Source[], cited: readonly number[] }} answer
 * @param {string} key of the exchange
 * @param {import('../i18n/strings.js').Strings} strings
 */
export function sourcesView({ sources, cited }, key, strings) {
  const numbered = sources.map((source, at) => ({ source, number: at + 1 }));
  const named = numbered.filter(({ number }) => cited.includes(number));
  const others = numbered.filter(({ number }) => !cited.includes(number));
  const shown = named.length > 0 ? named : others;
  const title = strings.text(named.length > 0 ? 'sources.title' : 'sources.lookedAt');
  const count = element('span', { class: 'count' }, strings.number(shown.length));
  const parts = [element('summary', {}, title, ' ', count), listOf(shown, key)];
  if (named.length > 0 && others.length > 0) parts.push(...foldedAway(others, key, strings));
  return element('details', { class: 'sources' }, ...parts);
}

/**
 * @param {string} key
 * @param {number} number
 */
export function sourceId(key, number) {
  return `source-${key}-${number}`;
}

/**
 * @param {readonly Numbered[]} sources
 * @param {string} key
 */
function listOf(sources, key) {
  return element('ol', {}, ...sources.map((source) => itemOf(source, key)));
}

/**
 * @param {Numbered} numbered
 * @param {string} key
 */
function itemOf({ source, number }, key) {
  const attributes = { id: sourceId(key, number), value: String(number), dir: 'auto', tabindex: '-1', 'data-number': String(number) };
  const item = element('li', attributes, titleOf(source));
  if (source.excerpt) item.append(element('p', { class: 'excerpt', dir: 'auto' }, source.excerpt));
  return item;
}

/**
 * @param {readonly Numbered[]} others
 * @param {string} key
 * @param {import('../i18n/strings.js').Strings} strings
 */
function foldedAway(others, key, strings) {
  const list = listOf(others, key);
  list.hidden = true;
  list.className = 'others';
  const words = strings.text('sources.others', { count: strings.number(others.length) });
  const more = element('button', { type: 'button', class: 'action', 'aria-expanded': 'false' }, words);
  more.addEventListener('click', () => {
    list.hidden = !list.hidden;
    more.ariaExpanded = String(!list.hidden);
  });
  return [more, list];
}

/** @param {Source} source */
export function titleOf({ title, url }) {
  const address = url ? URL.parse(url, location.href) : null;
  if (!address || !/^https?:$/.test(address.protocol)) return element('span', { class: 'source-title' }, title);
  const link = element('a', { class: 'source-title', href: address.href }, title);
  leadAway(link);
  return link;
}
