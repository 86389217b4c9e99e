const BARE = /<\/?(?:b|i|u|s|em|strong|del|br|sub|sup|kbd|mark|q|hr)[ \t]*\/?>/gi;
const UNSPOKEN = /<(script|style|title|template|noscript)\b[\s\S]*?(?:<\/\1[^>]*>|$)|<!--[\s\S]*?(?:-->|$)/gi;
const TAG = /<[a-z/!?][^<>]*>/gi;

/**
 * HTML that a model wrote, down to bare tags of emphasis and the like: every other tag goes, its words stay. No attribute
 * passes.
 *
 * @param {string} html
 */
export function stripHtml(html) {
  const spoken = html.replace(UNSPOKEN, '');
  return spoken.replace(TAG, (tag) => tag.match(BARE)?.[0] ?? '').replace(/<(?!\/?[a-z]+[ \t]*\/?>)/gi, '&lt;');
}
