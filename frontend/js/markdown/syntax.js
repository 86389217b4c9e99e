import { blockFormulaAt, formulaAt } from './maths.js';

/** @typedef {ConstructorParameters<typeof import('../vendor.js').Marked>[0]['extensions'][number]} Extension */

const BLOCK_FORMULA = /(?<=^|\n)[ \t]{0,3}(?:\\\[|\$\$)/g;

/** @type {Extension} a formula on lines of its own */
const blockMaths = {
  name: 'blockMaths',
  level: 'block',
  start: (text) => [...text.matchAll(BLOCK_FORMULA)].find(({ index }) => blockFormulaAt(text.slice(index)))?.index,
  tokenizer(text) {
    const formula = blockFormulaAt(text);
    return formula ? { type: 'blockMaths', text: formula.raw, ...formula } : undefined;
  },
};

/** @type {Extension} a formula in a line */
const inlineMaths = {
  name: 'inlineMaths',
  level: 'inline',
  start: (text) => nonNegative(text.search(/\\[([]|\$/)),
  tokenizer(text, tokens) {
    const formula = formulaAt(text, tokens.at(-1)?.raw);
    return formula ? { type: 'inlineMaths', text: formula.raw, ...formula } : undefined;
  },
};

const DETAILS = /^ {0,3}<details(?:[ \t]+open)?[ \t]*>[ \t]*(?=\n|<summary|$)/i;
const SUMMARY = /^\s*<summary[ \t]*>([^]*?)(?:<\/summary[ \t]*>|\n[ \t]*(?=\n)|$)/i;

/** @type {Extension} what is folded away, with Markdown in it; unclosed, it goes to the end */
const details = {
  name: 'details',
  level: 'block',
  tokenizer(text) {
    const open = DETAILS.exec(text)?.[0];
    if (open === undefined) return undefined;
    const { inner, length } = withinDetails(text, open.length);
    const [head, summary] = SUMMARY.exec(inner) ?? ['', ''];
    const token = { type: 'details', raw: text.slice(0, length), text: '', tokens: [], summary: [] };
    this.lexer.inline(summary.trim(), token.summary);
    this.lexer.blockTokens(inner.slice(head.length).replace(/^\n+/, ''), token.tokens);
    return token;
  },
};

/**
 * @param {string} text
 * @param {number} start where its opening tag ends
 * @returns {{ inner: string, length: number }} of all of it, with the line's end
 */
function withinDetails(text, start) {
  let depth = 1;
  for (const { 0: tag, index, 1: closes } of text.matchAll(/<(\/?)details\b[^<>]*>[ \t]*\n*/gi)) {
    if (index < start) continue;
    depth += closes ? -1 : 1;
    if (depth === 0) return { inner: text.slice(start, index), length: index + tag.length };
  }
  return { inner: text.slice(start), length: text.length };
}

/** @type {Extension} a note at the foot, with the mark that leads to it */
const footnote = {
  name: 'footnote',
  level: 'block',
  tokenizer(text) {
    const [raw, mark, words] = /^ {0,3}\[\^([^\s[\]]{1,40})\]:[ \t]*([^\n]*(?:\n[ \t]{2,}[^\n]+)*)\n*/.exec(text) ?? [''];
    if (!raw) return undefined;
    return { type: 'footnote', raw, text: mark, tokens: this.lexer.inline(words.replace(/\n[ \t]+/g, '\n'), []) };
  },
};

/** @type {Extension} */
const footnoteMark = {
  name: 'footnoteMark',
  level: 'inline',
  start: (text) => nonNegative(text.indexOf('[^')),
  tokenizer(text) {
    const [raw, mark] = /^\[\^([^\s[\]]{1,40})\]/.exec(text) ?? [''];
    return raw ? { type: 'footnoteMark', raw, text: mark } : undefined;
  },
};

/** What a model writes beside GitHub's Markdown: maths, folded parts and footnotes. */
export const SYNTAX = [blockMaths, inlineMaths, details, footnote, footnoteMark];

/** @param {number} index */
function nonNegative(index) {
  return index < 0 ? undefined : index;
}
