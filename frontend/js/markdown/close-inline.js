import { halfTagAt } from './inline-html.js';
import { hasTooManyMarks } from './marks.js';
import { halfFormulaAt, maskFormulas } from './maths.js';

const HALF_CITATION = /(?:\[\d[\d, ]*|\[\^[^[\]]*)$/;

/** A citation's, an index's or a footnote's. */
const NUMBERS = /^\[(?:\d+(?:, ?\d+)*|\^[^[\]]*)\]/;

/**
 * Closes what is open at the end of a block that is still being written, and leaves out what is still ambiguous.
 *
 * @param {string} text of the block, without its marker
 * @param {boolean} [over] nothing more will come: every word is shown
 * @returns {string}
 */
export function closeInline(text, over = false) {
  if (hasTooManyMarks(text)) return text;
  const { masked, unmask } = maskFormulas(over ? text : withoutHalfFormula(text));
  return unmask(closed(withoutHalfLink(withoutLooseEnd(withoutHalfDelimiter(masked), over), over)));
}

/** @param {string} whole without half a construct at its end @returns {string} with what is open closed */
function closed(whole) {
  const closers = openDelimiters(whole).reverse();
  const bare = closers.reduce((rest, { mark, at }) => (rest.trimEnd().length === at + mark.length ? rest.slice(0, at) : rest), whole);
  const kept = closers.filter(({ at }) => at < bare.length).map(({ mark }) => mark);
  if (kept.length === 0) return bare;
  const end = bare.trimEnd();
  return end + (end.endsWith('`') && kept[0].startsWith('`') ? ' ' : '') + kept.join('');
}

/** @param {string} text */
function withoutHalfFormula(text) {
  const half = halfFormulaAt(text);
  return half < 0 ? text : text.slice(0, half);
}

/** @param {string} text without delimiters at its end, unless they close what is open */
function withoutHalfDelimiter(text) {
  const mark = /([*_~`])\1*$/.exec(text)?.[0] ?? '';
  const before = text.slice(0, text.length - mark.length);
  return openDelimiters(before).at(-1)?.mark === mark ? text : before;
}

/**
 * @param {string} text
 * @param {boolean} over
 * @returns {string} without what may yet become a tag, an entity, an escape or a citation
 */
function withoutLooseEnd(text, over) {
  const cited = text.replace(HALF_CITATION, '');
  if (over) return cited;
  const tag = halfTagAt(cited);
  return (tag < 0 ? cited : cited.slice(0, tag)).replace(/(?:&#?\w{0,8}|\\)$/, '');
}

/**
 * @param {string} text a link whose address is not whole yet becomes its words; an image waits
 * @param {boolean} over
 * @returns {string}
 */
function withoutHalfLink(text, over) {
  const spared = withoutCode(text);
  const open = /!?\[((?:[^[\]]|\[[^[\]]*\])*)(?:\](?:\([^()]*(?:\([^()]*\)?[^()]*)?|\[[^[\]]*\]?)?)?$/.exec(spared);
  if (!open) return text.endsWith('!') && !over ? text.slice(0, -1) : text;
  const numbers = NUMBERS.exec(open[0]);
  if (numbers) return open[0].endsWith(']') ? text : text.slice(0, open.index + numbers[0].length);
  if (open[0].startsWith('!') && !over) return withoutHalfLink(text.slice(0, open.index), over);
  const words = open.index + open[0].indexOf('[') + 1;
  return withoutHalfLink(text.slice(0, open.index) + text.slice(words, words + open[1].length), over);
}

/** @param {string} text @returns {string} as long, with code spans and escapes blanked */
function withoutCode(text) {
  return text.replace(/\\[\s\S]|(`+)[^`][\s\S]*?(?:\1|$)/g, (code) => ' '.repeat(code.length));
}

/**
 * @param {string} text
 * @returns {{ mark: string, at: number }[]} what is opened and not closed, from the outside in
 */
function openDelimiters(text) {
  /** @type {{ mark: string, at: number }[]} */
  const open = [];
  for (const { 0: run, index: at } of text.matchAll(/\\[\s\S]|`+|\*+|~+|_+/g)) {
    const code = open.at(-1)?.mark.startsWith('`') ?? false;
    if (code && open.at(-1)?.mark === run) open.pop();
    if (code || run.startsWith('\\')) continue;
    const left = run.startsWith('`') ? run.length : closeAll(open, run, closes(text, run, at));
    if (left > 0 && opens(text, run, at)) open.push(...split(run.slice(0, left), at));
  }
  return open;
}

/**
 * @param {{ mark: string, at: number }[]} open loses what the run closes, and what was opened within it
 * @param {string} run
 * @param {boolean} closes
 * @returns {number} how much of the run is left
 */
function closeAll(open, run, closes) {
  let left = run.length;
  for (let at = open.length - 1; closes && at >= 0 && left > 0; at--) {
    const { mark } = open[at];
    if (mark[0] !== run[0] || mark.length > left) continue;
    open.length = at;
    left -= mark.length;
  }
  return left;
}

/**
 * @param {string} mark three of a kind open strong and plain emphasis at once
 * @param {number} at
 */
function split(mark, at) {
  if (mark.length !== 3 || mark.startsWith('`')) return [{ mark, at }];
  return [{ mark: mark[0], at }, { mark: mark.slice(1), at: at + 1 }];
}

/**
 * @param {string} text
 * @param {string} run
 * @param {number} at
 */
function closes(text, run, at) {
  return !/\s/.test(text[at - 1] ?? ' ') && !(run.startsWith('_') && /\w/.test(text[at + run.length] ?? ''));
}

/**
 * @param {string} text
 * @param {string} mark a lone tilde stands for itself: it says "about" far more often than it strikes
 * @param {number} at
 */
function opens(text, mark, at) {
  if (mark.startsWith('`')) return true;
  const before = text[at - 1] ?? ' ';
  const after = text[at + mark.length] ?? '';
  return mark !== '~' && !/\s/.test(after || (/\s|[("'*_~]/.test(before) ? 'x' : ' ')) && !(mark.startsWith('_') && /\w/.test(before));
}
