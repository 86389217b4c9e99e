import { closeInline } from './close-inline.js';
import { BEFORE_WORDS, withoutAmbiguousTail, isInFence } from './ambiguous-tail.js';

const BLOCK_START = /^[ \t]*(?:>[ \t]*)*(?:(?:[-*+]|\d{1,9}[.)])(?:[ \t]+\[[ xX]\])?[ \t]+|#{1,6}[ \t]+)?/;
const DELIMITERS = /^\|?[ \t]*(?::?-[-:| \t]*|:?)$/;
const WHOLE_DELIMITERS = /^\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;

/**
 * Completes Markdown that is still being written, so that its end never shows half a construct: open emphasis and code are
 * closed, a half-written link is its words, a table's first lines are already a table, and what is still ambiguous waits.
 *
 * @param {string} markdown from the start of a block to where the writing is
 * @param {boolean} [over] nothing more will come: what is open is closed, and every word is shown
 * @returns {string}
 */
export function closeBlocks(markdown, over = false) {
  const lines = withoutAmbiguousTail(markdown.split('\n'), over);
  if (isInFence(lines)) return withoutHalfFence(lines);
  if (!lines.at(-1)?.trim() && lines.at(-2)?.trim()) lines.pop();
  if (isInFence(lines.slice(0, -1))) return lines.join('\n');
  return (mendTable(lines, over) ?? mendLeaf(lines, over)).join('\n');
}

/**
 * @param {string[]} lines that end in a paragraph, an item or a heading: without words it waits
 * @param {boolean} over
 */
function mendLeaf(lines, over) {
  const start = startOfLeaf(lines);
  const text = lines.slice(start).join('\n');
  const marker = BLOCK_START.exec(text)?.[0] ?? '';
  const words = closeInline(text.slice(marker.length), over);
  return [...lines.slice(0, start), ...(words || !marker.trim() ? [marker + words] : [])];
}

/** @param {string[]} lines whose last may be a closing fence in the making */
function withoutHalfFence(lines) {
  const last = lines[lines.length - 1];
  return (/^[ \t]*(?:>[ \t]*)*(?:`+|~+)$/.test(last) ? lines.slice(0, -1) : lines).join('\n');
}

/**
 * @param {string[]} lines
 * @param {boolean} over
 * @returns {string[] | null} null where they do not end in a table
 */
function mendTable(lines, over) {
  const last = lines.length - 1;
  const first = lines.findLastIndex((line, at) => at <= last && line.includes('|') && !lines[at - 1]?.includes('|'));
  if (first < 0 || lines.slice(first).some((line) => line.trim() === '')) return null;
  const head = lines[first];
  const delimiters = lines[first + 1]?.replace(BEFORE_WORDS, '');
  if (delimiters === undefined) return isRow(head) ? [...lines.slice(0, first), ...mendHead(head, over)] : null;
  if (first + 1 === last && DELIMITERS.test(delimiters)) return [...lines.slice(0, last), dashes(head)];
  if (!WHOLE_DELIMITERS.test(delimiters)) return null;
  return [...lines.slice(0, last), mendRow(lines[last], over)];
}

/**
 * @param {string} line the first of a table, which waits for its first word
 * @param {boolean} over
 */
function mendHead(line, over) {
  const head = mendRow(line, over);
  return /[^|>\s]/.test(head) ? [head, dashes(head)] : [];
}

/** @param {string} line */
function isRow(line) {
  return line.replace(BEFORE_WORDS, '').startsWith('|');
}

/** @param {string} row @returns {string} the delimiters that it needs to be a table's head */
function dashes(row) {
  const [before] = BEFORE_WORDS.exec(row) ?? [''];
  const cells = row.slice(before.length).replace(/^\|/, '').replace(/\|[ \t]*$/, '').replace(/\\\|/g, '').split('|').length;
  return `${before.replace(/[^>]/g, ' ')}|${' - |'.repeat(cells)}`;
}

/**
 * @param {string} row whose last cell may be in the making
 * @param {boolean} over
 */
function mendRow(row, over) {
  const cell = row.lastIndexOf('|') + 1;
  return row.slice(0, cell) + closeInline(row.slice(cell), over);
}

/** @param {string[]} lines the index of the line where the last paragraph, item or heading starts */
function startOfLeaf(lines) {
  for (let at = lines.length - 1; at > 0; at--) {
    if (lines[at - 1].trim() === '' || BLOCK_START.exec(lines[at])?.[0].trim()) return at;
  }
  return 0;
}
