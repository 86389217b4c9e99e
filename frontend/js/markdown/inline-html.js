/** The elements that stand within a line; a model may write them as bare tags. */
const NAMES = ['b', 'i', 'u', 's', 'em', 'strong', 'del', 'ins', 'br', 'hr', 'sub', 'sup', 'kbd', 'mark', 'q', 'small'];
const BARE = new RegExp(`^</?(?:${NAMES.join('|')})[ \\t]*/?>$`, 'i');
const TYPE_PARAMETER = /^<\/?[A-Z]>$/;
const LINK = /^<a[ \t]+href=(?:"([^"<>]*)"|'([^'<>]*)')[ \t]*>$/i;
const COMMENT = /^<!--/;

/** What a tag, an address in angle brackets or a comment begins with, up to where the writing is. */
const HALF_TAG = /<(?:\/?[\w.+-]*[ \t]*\/?|(?:a|img)[ \t]+[^<>]*|!(?:-[^>]*)?|[a-z][a-z0-9+.-]*:[^\s<>]*|[\w.+-]+@[^\s<>]*)$/i;

/** Those that have no end. */
const VOID = ['br', 'hr'];

/**
 * One tag that a model wrote: those of {@link NAMES} and a link's work, with no other attribute than its address. Any other is
 * text, as in “a List<String>” or “a List<U>”, and so is the end of none. A comment is not shown.
 *
 * @param {string} tag
 * @param {string[]} open the names of those before it that have not ended, which changes with it
 * @returns {string} HTML
 */
export function inlineHtml(tag, open) {
  if (COMMENT.test(tag)) return '';
  const link = LINK.exec(tag);
  const works = link !== null || ((BARE.test(tag) || /^<\/a[ \t]*>$/i.test(tag)) && !TYPE_PARAMETER.test(tag));
  const name = /[a-z]+/i.exec(tag)?.[0].toLowerCase() ?? '';
  if (!works || (tag.startsWith('</') && !ended(name, open))) return escapeHtml(tag);
  if (!tag.startsWith('</') && !VOID.includes(name)) open.push(name);
  return link ? `<a href="${escapeHtml(link[1] ?? link[2])}">` : tag;
}

/**
 * @param {string} name
 * @param {string[]} open of which the last with the name is taken out
 * @returns {boolean} whether there was one
 */
function ended(name, open) {
  const at = open.lastIndexOf(name);
  if (at >= 0) open.splice(at, 1);
  return at >= 0;
}

/** @param {string} text @returns {string} HTML that shows the text */
export function escapeHtml(text) {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/**
 * @param {string} text that is still being written
 * @returns {number} where a tag begins that may yet turn out to be none of the text, or -1
 */
export function halfTagAt(text) {
  return text.search(HALF_TAG);
}
