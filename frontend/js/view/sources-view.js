import { leadAway } from '../markdown/sanitize.js';
import { element } from '../dom/element.js';

/**
 * The passages an answer may cite, numbered from 1; its citations lead to them.
 *
 * @param {readonly import('../api/protocol.js').Source[]} sources
 * @param {string} key of the exchange
 * @param {import('../i18n/strings.js').Strings} strings
 */
export function sourcesView(sources, key, strings) {
  const items = sources.map((source, at) => {
    const item = element('li', { id: sourceId(key, at + 1), dir: 'auto', tabindex: '-1' }, titleOf(source));
    if (source.excerpt) item.append(element('p', { class: 'excerpt', dir: 'auto' }, source.excerpt));
    return item;
  });
  const count = element('span', { class: 'count' }, strings.number(sources.length));
  const summary = element('summary', {}, strings.text('sources.title'), ' ', count);
  return element('details', { class: 'sources' }, summary, element('ol', {}, ...items));
}

/**
 * @param {string} key
 * @param {number} number
 */
export function sourceId(key, number) {
  return `source-${key}-${number}`;
}

/** @param {import('../api/protocol.js').Source} source */
function titleOf({ title, url }) {
  const address = url ? URL.parse(url, location.href) : null;
  if (!address || !/^https?:$/.test(address.protocol)) return element('span', { class: 'source-title' }, title);
  const link = element('a', { class: 'source-title', href: address.href }, title);
  leadAway(link);
  return link;
}
