/** The elements that stand within a line; a model may write them as bare tags. */
const NAMES = ['b', 'i', 'u', 's', 'em', 'strong', 'del', 'ins', 'br', 'hr', 'sub', 'sup', 'kbd', 'mark', 'q', 'small'];
const BARE = new RegExp(`^</?(?:${NAMES.join('|')})[ \\t]*/?>$`, 'i');
const LINK = /^<a[ \t]+href=(?:"([^"<>]*)"|'([^'<>]*)')[ \t]*>$/i;
const COMMENT = /^<!--/;

/** What a tag, an address in angle brackets or a comment begins with, up to where the writing is. */
const HALF_TAG = /<(?:\/?[\w.+-]*[ \t]*\/?|(?:a|img)[ \t]+[^<>]*|!(?:-[^>]*)?|[a-z][a-z0-9+.-]*:[^\s<>]*|[\w.+-]+@[^\s<>]*)$/i;

/**
 * One tag that a model wrote: those of {@link NAMES} and a link's work, with no other attribute than its address. Any other is
 * text, as in “a List<String>”. A comment is not shown.
 *
 * @param {string} tag
 * @returns {string} HTML
 */
export function inlineHtml(tag) {
  if (BARE.test(tag) || /^<\/a[ \t]*>$/i.test(tag)) return tag;
  if (COMMENT.test(tag)) return '';
  const link = LINK.exec(tag);
  return link ? `<a href="${escapeHtml(link[1] ?? link[2])}">` : escapeHtml(tag);
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
