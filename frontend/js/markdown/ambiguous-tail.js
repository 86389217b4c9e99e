import { MOST_CHARACTERS, isHalfFormula } from './maths.js';

/** What stands before the words of a line: an indent, quotes, bullets. */
export const BEFORE_WORDS = /^[ \t]*(?:>[ \t]*)*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*/;

const FENCE = behind(/(`{3,}|~{3,})/);
const MARKERS_ALONE = behind(/(?:[-*+_=]+|\d{1,9}[.)]?|#{1,6}|`{1,2}|~{1,2}|[>|]|[-*+][ \t]+\[[ xX]?\]?|<[^>]*|<\/?(?:details|summary)\b[^>]*>)[ \t]*$/i);

/** A link's definition in the making looks like a link or a citation. */
const HALF_DEFINITION = /^ {0,3}\[(?!\^)[^[\]]*(?:\](?::[^\n]*)?)?$/;
const DEFINITION = /^ {0,3}\[[^[\]]+\]:/;
const FORMULA_START = /^(?:\\\[|\$\$)/;

/**
 * @param {string[]} lines
 * @param {boolean} [over] nothing more will come: every word is shown
 * @returns {string[]} without the last one, where it does not say yet what it is: a bullet whose words have not come, a line of
 *   dashes that may underline, half a fence, the start of a definition; without the lines of half a formula
 */
export function withoutAmbiguousTail(lines, over = false) {
  const last = lines[lines.length - 1];
  const before = lines.slice(0, -1);
  if (isInFence(before)) return lines;
  const formula = over ? -1 : halfFormulaLine(lines);
  if (formula >= 0) return lines.slice(0, formula);
  return MARKERS_ALONE.test(last) || FENCE.test(last) || (!over && mayDefine(last, before.at(-1))) ? before : lines;
}

/** @param {string[]} lines @returns {number} the one with which a formula on lines of its own begins that is not whole, or -1 */
function halfFormulaLine(lines) {
  const paragraph = lines.findLastIndex((line, at) => line.trim() === '' && at < lines.length - 1) + 1;
  let first = lines.length;
  for (let length = 0; first > paragraph && length <= MOST_CHARACTERS; first--) length += lines[first - 1].length + 1;
  for (let at = first; at < lines.length; at++) {
    if (!FORMULA_START.test(lines[at].replace(BEFORE_WORDS, ''))) continue;
    const text = lines.slice(at).join('\n').replace(BEFORE_WORDS, '');
    if (isHalfFormula(text)) return at;
  }
  return -1;
}

/**
 * @param {string} line
 * @param {string} [above] a paragraph can't be interrupted by a definition
 */
function mayDefine(line, above = '') {
  return HALF_DEFINITION.test(line) && (above.trim() === '' || DEFINITION.test(above));
}

/** @param {string[]} lines @returns {boolean} whether a fence is open at their end */
export function isInFence(lines) {
  let fence = '';
  for (const line of lines) {
    const mark = FENCE.exec(line)?.[1] ?? '';
    if (!fence) fence = mark;
    else if (mark.startsWith(fence) && line.trim().replace(/^[> \t]+/, '') === mark) fence = '';
  }
  return fence !== '';
}

/** @param {RegExp} words @returns {RegExp} the same behind what stands before the words of a line */
function behind({ source }) {
  return new RegExp(BEFORE_WORDS.source + source);
}
