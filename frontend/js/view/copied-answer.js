import { element } from '../dom/element.js';

/** @typedef {import('../conversation/answer-reducer.js').Answer} Answer */
/** @typedef {import('../dom/clipboard.js').Copied} Copied */

/**
 * An answer for the clipboard, with the passages that it cites as a list.
 *
 * @param {Answer} answer
 * @param {Element | null} prose as it is drawn
 * @param {string} title of the list
 * @returns {Copied}
 */
export function copiedAnswer(answer, prose, title) {
  const cited = answer.cited.flatMap((number) => {
    const source = answer.sources[number - 1];
    return source ? [{ number, title: source.title, address: addressOf(source.url) }] : [];
  });
  const text = answer.text.trim();
  if (cited.length === 0) return { text, html: htmlOf(prose) };
  const lines = cited.map((source) => `[${source.number}] ${source.address ? `[${source.title}](${source.address})` : source.title}`);
  const items = cited.map((source) => element('li', { value: String(source.number) }, linkOf(source)));
  const list = [element('p', {}, title), element('ol', {}, ...items)];
  return { text: `${text}\n\n${title}:\n\n${lines.join('  \n')}`, html: htmlOf(prose, list) };
}

/** @param {{ title: string, address: string }} source */
function linkOf({ title, address }) {
  return address ? element('a', { href: address }, title) : title;
}

/** @param {string | null | undefined} url */
function addressOf(url) {
  const address = url ? URL.parse(url, location.href) : null;
  return address && /^https?:$/.test(address.protocol) ? address.href : '';
}

/**
 * @param {Element | null} prose
 * @param {Element[]} [more] behind it
 */
function htmlOf(prose, more = []) {
  const copy = element('div', {}, ...(prose ? [...prose.cloneNode(true).childNodes] : []), ...more);
  copy.querySelectorAll('figcaption').forEach((caption) => caption.remove());
  copy.querySelectorAll('.citation').forEach((citation) => citation.replaceWith(`[${citation.textContent}]`));
  copy.querySelectorAll(/** @type {'span'} */ ('.math')).forEach((formula) => formula.replaceWith(formula.dataset.tex ?? ''));
  for (const part of copy.querySelectorAll('*')) {
    for (const { name } of [...part.attributes]) if (!['href', 'src', 'alt', 'value', 'start'].includes(name)) part.removeAttribute(name);
  }
  return copy.innerHTML;
}
