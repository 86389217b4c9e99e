/** @typedef {import('./bounded-lexer.js').Token} Token */

/** A table's first two lines, and all that may be of it. */
const TABLE = /^[^\n]*\|[^\n]*\n[ \t|:-]+(?:\n[^\n]+)*/;
const CODE = /(?<!`)(`+)(?!`)[^`\n]+\1(?!`)/g;
const PIPE = /(?<!\\)\|/g;

/**
 * Lets a bar within code be of the code. GitHub's Markdown begins a new cell at it, and leaves out what is in none of the head's
 * columns; a model that writes `a || b` in a table means neither.
 *
 * @param {string} text that may begin with a table
 * @param {(escaped: string) => Token | false | undefined} read the library's own rule, of a text whose bars in code are escaped
 * @returns {Token | false | undefined} with the raw text as it was written
 */
export function tableOf(text, read) {
  const table = TABLE.exec(text)?.[0];
  if (!table?.includes('`')) return read(text);
  const added = /** @type {number[]} */ ([]);
  const escaped = table.replace(CODE, (code, _, at) =>
    code.replace(PIPE, (bar, within) => {
      added.push(at + within + added.length);
      return '\\' + bar;
    }),
  );
  const token = read(added.length ? escaped + text.slice(table.length) : text);
  if (!token || !added.length) return token;
  const length = token.raw.length - added.filter((at) => at < token.raw.length).length;
  return { ...token, raw: text.slice(0, length) };
}
