import { isClosedCode } from './renderer.js';

/** @typedef {import('./renderer.js').Token} Token */
/** @typedef {Token & { items: (Token & { tokens: Token[] })[], loose: boolean }} ListToken */
/** @typedef {Token & { rows: object[][] }} TableToken */

/**
 * A list or a table that more may be added to.
 *
 * @typedef {object} Opening
 * @property {string} bullet what its open item begins with; empty in a table
 * @property {boolean} loose
 * @property {string} head the first two lines of a table; empty in a list
 *
 * @typedef {object} Begun what is complete of a list or a table
 * @property {Token} token without the rest
 * @property {number} lines how many it takes
 * @property {Opening[]} openings it, and what is open in its last item, from the outside in
 */

const BULLET = /^( {0,3}(?:[-*+]|\d{1,9}[.)]))([ \t]*)(\S?)/;

/**
 * A block is complete when another one has begun behind it, an item when another item has, a row when another line has.
 *
 * @param {Token[]} blocks
 * @param {boolean} whole the last of them is complete too
 * @returns {{ complete: Token[], begun: Begun | null }}
 */
export function stableBlocksOf(blocks, whole) {
  const last = blocks.findLastIndex((block) => block.type !== 'space');
  if (whole) return { complete: blocks, begun: null };
  if (isClosedCode(blocks[last])) return { complete: blocks.slice(0, last + 1), begun: null };
  return { complete: blocks.slice(0, Math.max(0, last)), begun: begunOf(blocks[last]) };
}

/**
 * @param {Token | undefined} block
 * @returns {Begun | null} null where nothing of it is complete
 */
function begunOf(block) {
  if (isList(block)) return begunList(block);
  return isTable(block) && block.rows.length > 1 ? begunTable(block) : null;
}

/** @param {TableToken} table */
function begunTable(table) {
  const rows = table.rows.slice(0, -1);
  const head = table.raw.split('\n', 2).join('\n');
  return { token: { ...table, rows }, lines: 2 + rows.length, openings: [{ bullet: '', loose: false, head }] };
}

/**
 * @param {ListToken} list
 * @returns {Begun | null}
 */
function begunList(list) {
  const last = list.items[list.items.length - 1];
  const complete = list.items.slice(0, -1);
  const within = begunItem(last);
  if (complete.length === 0 && within.lines === 0) return null;
  const items = within.lines > 0 ? [...complete, { ...last, tokens: within.tokens }] : complete;
  const opening = { bullet: bulletOf(items[items.length - 1].raw), loose: list.loose, head: '' };
  return { token: { ...list, items }, lines: linesOf(complete) + within.lines, openings: [opening, ...within.openings] };
}

/** @param {ListToken['items'][number]} item that is open */
function begunItem({ raw, tokens }) {
  const last = tokens.findLastIndex((block) => block.type !== 'space');
  const complete = tokens.slice(0, Math.max(0, last));
  const begun = begunOf(tokens[last]);
  const lines = linesOf(complete) + (begun?.lines ?? 0);
  // What comes next belongs to the item by its indent, or else only by what stands before it.
  if (!/^[ \t]/.test(raw.split('\n')[lines] ?? '')) return { tokens: [], lines: 0, openings: [] };
  return { tokens: begun ? [...complete, begun.token] : complete, lines, openings: begun?.openings ?? [] };
}

/** @param {Token[]} tokens */
function linesOf(tokens) {
  return tokens.reduce((lines, { raw }) => lines + raw.split('\n').length - 1, 0);
}

/** @param {string} item @returns {string} its bullet, with the spaces up to where its words stand */
function bulletOf(item) {
  const [, bullet, gap, word] = BULLET.exec(item) ?? ['', '-', ' ', ''];
  return bullet + (word && gap.length <= 4 ? gap : ' ');
}

/**
 * @param {Token | undefined} token
 * @returns {token is ListToken}
 */
export function isList(token) {
  return token?.type === 'list';
}

/**
 * @param {Token | undefined} token
 * @returns {token is TableToken}
 */
function isTable(token) {
  return token?.type === 'table';
}
