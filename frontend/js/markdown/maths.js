/**
 * A formula in TeX.
 *
 * @typedef {object} Formula
 * @property {string} raw with its delimiters, as it was written
 * @property {string} tex
 * @property {boolean} display on a line of its own
 */

/** Of a formula; a longer one is shown as it was written. */
export const MOST_CHARACTERS = 2000;

const TEX = String.raw`((?:[^\\]|\\[^CLOSE])+)`;

/** What opens a formula, and the whole of it. In TeX, `\\` begins a new line, so that what follows it closes nothing. */
const DELIMITED = [
  { open: '\\(', close: '\\)', whole: new RegExp(String.raw`^\\\(${TEX.replace('CLOSE', ')')}\\\)`), display: false },
  { open: '\\[', close: '\\]', whole: new RegExp(String.raw`^\\\[${TEX.replace('CLOSE', String.raw`\]`)}\\\]`), display: true },
  { open: '$$', close: '$$', whole: /^\$\$((?:[^$\\]|\\[^])+)\$\$(?!\$)/, display: true },
];
const IN_DOLLARS = /^\$(?![\s$])((?:[^$\\\n]|\\[^\n])*)(?<!\s)\$(?![\p{L}\p{N}$])/u;
const BEFORE_DOLLAR = /[\p{L}\p{N}$\\]$/u;

/** An escaped bracket, as in `\\[1\\]`, is no formula. */
const ESCAPED_BRACKET = /^\\\[[\dxX]{1,3}\\\]/;
const BLANK_LINE = /\n[ \t]*\n/;

/** Code, escapes and what may open a formula. */
const STOPS = /(`+)[^`][^]*?(?:\1|$)|\\[^]|\$+/g;

/** A formula stands at the start of a line, behind its indent. */
const LINE_START = /^[ \t]{0,3}(?=\\\[|\$\$)/;

/**
 * The formula that a text begins with. `\(…\)`, `\[…\]` and `$$…$$` are one, but not
 * an escaped number such as `\[1\]`. `$…$` is one on one line, where no letter,
 * digit or dollar stands before or behind it and no space within its dollars, and where what is within has a sign of TeX
 * (`\`, `^` or `_`), or an equation or a lone letter and no word: “$5 to $10” is none.
 *
 * @param {string} text
 * @param {string} [before] what stands before it on its line
 * @returns {Formula | null}
 */
export function formulaAt(text, before = '') {
  const near = text.slice(0, MOST_CHARACTERS + 4);
  for (const { open, close, whole, display } of DELIMITED) {
    if (!near.startsWith(open)) continue;
    if (!near.includes(close, open.length)) return null;
    const [raw, tex] = whole.exec(near) ?? ['', ''];
    return tex.trim() && !BLANK_LINE.test(tex) && !ESCAPED_BRACKET.test(raw) ? { raw, tex, display } : null;
  }
  if (BEFORE_DOLLAR.test(before)) return null;
  const [raw, tex] = IN_DOLLARS.exec(near) ?? ['', ''];
  return raw && isMaths(tex) ? { raw, tex, display: false } : null;
}

/**
 * @param {string} text from the start of a line
 * @returns {Formula | null} the one that takes whole lines, with its indent and its last line's end
 */
export function blockFormulaAt(text) {
  const indent = LINE_START.exec(text)?.[0];
  if (indent === undefined) return null;
  const formula = formulaAt(text.slice(indent.length));
  const rest = formula && /^[ \t]*(?:\n|$)/.exec(text.slice(indent.length + formula.raw.length))?.[0];
  return formula && rest !== null && rest !== undefined ? { ...formula, raw: indent + formula.raw + rest } : null;
}

/** @param {string} tex between two dollars */
function isMaths(tex) {
  if (/[\\^_]/.test(tex)) return true;
  return !/\p{L}{3,}/u.test(tex) && (tex.includes('=') || /(?<!\p{L})\p{L}(?!\p{L})/u.test(tex));
}

/**
 * The text with each of its formulas put out of the way, and the way back.
 *
 * @param {string} text
 * @returns {{ masked: string, unmask: (text: string) => string }} where each formula is one mark without any meaning
 */
export function maskFormulas(text) {
  const formulas = /** @type {string[]} */ ([]);
  let masked = '';
  let end = 0;
  for (const { at, raw } of formulasIn(text).formulas) {
    masked += `${text.slice(end, at)}\uE000${formulas.push(raw) - 1}\uE001`;
    end = at + raw.length;
  }
  const unmask = (/** @type {string} */ rest) => rest.replace(/\uE000(\d+)\uE001/g, (mark, number) => formulas[number] ?? mark);
  return { masked: masked + text.slice(end), unmask };
}

/**
 * @param {string} text whose formulas they are
 * @param {string} shown as long as the text
 * @returns {string} as long, with nothing in place of a formula that could be read as anything else
 */
export function blankFormulas(text, shown) {
  return formulasIn(text).formulas.reduce(
    (rest, { at, raw }) => rest.slice(0, at) + 'a'.repeat(raw.length) + rest.slice(at + raw.length),
    shown,
  );
}

/**
 * @param {string} text that is still being written
 * @returns {number} where a formula has begun whose end may yet come, or -1
 */
export function halfFormulaAt(text) {
  return formulasIn(text).half;
}

/**
 * @param {string} text that is still being written
 * @returns {boolean} whether it begins with a formula whose end may yet come
 */
export function isHalfFormula(text) {
  return formulaAt(text) === null && mayBecomeFormula(text, '');
}

/**
 * @param {string} text
 * @returns {{ formulas: { at: number, raw: string }[], half: number }}
 */
function formulasIn(text) {
  const formulas = /** @type {{ at: number, raw: string }[]} */ ([]);
  let end = 0;
  for (const { 0: stop, index: at } of text.matchAll(STOPS)) {
    if (at < end || stop.startsWith('`')) continue;
    const formula = formulaAt(text.slice(at), text.slice(Math.max(0, at - 2), at));
    if (formula) {
      formulas.push({ at, raw: formula.raw });
      end = at + formula.raw.length;
    } else if (mayBecomeFormula(text.slice(at), text.slice(Math.max(0, at - 2), at))) {
      return { formulas, half: at };
    }
  }
  return { formulas, half: -1 };
}

/**
 * @param {string} text whose end is still to come
 * @param {string} before
 */
function mayBecomeFormula(text, before) {
  if (text.length > MOST_CHARACTERS || ESCAPED_BRACKET.test(text)) return false;
  if (DELIMITED.some(({ open }) => text.startsWith(open))) return !BLANK_LINE.test(text) && !/^\$\$[^$]*\$\$/.test(text);
  const tex = /^\$((?!\s)(?:[^$\\\n]|\\[^\n]?)*)$/.exec(text)?.[1];
  if (tex === undefined || BEFORE_DOLLAR.test(before)) return false;
  return /[\\^_]/.test(tex) || !/\p{L}{3,}/u.test(tex);
}
