import { Marked } from '../vendor.js';
import { BoundedLexer } from './bounded-lexer.js';
import { codeBlock } from './code-block.js';
import { stripHtml } from './strip-html.js';
import { sanitizedNodes } from './sanitize.js';

/** @typedef {import('./bounded-lexer.js').Token} Token */
/** @typedef {BoundedLexer['tokens']['links']} Links by their labels */

/** The closing fence is of the opening one's kind and length; where its line has ended, nothing can reopen it. */
const CLOSED_CODE = /^ {0,3}(`{3,}(?!`)|~{3,}(?!~))[^\n]*\n(?:[^]*\n)? {0,3}\1[`~]*[ \t]*(\n*)$/;

/** Emphasis whose last character is no letter: CommonMark does not let it end before one, as Chinese and Japanese do. */
const EMPHASIS = /^(\*{1,2})(?![\s*])([^*\n]*\p{P})\1(?!\*)/u;
const UNSPACED = /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/u;

const marked = new Marked({
  gfm: true,
  async: false,
  tokenizer: {
    emStrong(text, _, before) {
      const [raw, mark, words] = EMPHASIS.exec(text) ?? [''];
      if (!raw || !(UNSPACED.test(before) || UNSPACED.test(text.slice(raw.length)))) return false;
      return { type: mark === '*' ? 'em' : 'strong', raw, text: words, tokens: this.lexer.inlineTokens(words) };
    },
  },
  renderer: {
    // An image is never loaded: its words lead to it.
    image({ href, text, tokens }) {
      const words = escaped((tokens ? this.parser.parseInline(tokens, this.parser.textRenderer) : text) || href);
      return /^https?:/i.test(href) ? `<a href="${escaped(href)}">${words}</a>` : words;
    },
    html({ text }) {
      return stripHtml(text);
    },
    checkbox({ checked }) {
      return checked ? '☑ ' : '☐ ';
    },
  },
});

/** @param {string} text */
function escaped(text) {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/**
 * @param {string} markdown
 * @param {Links} [links] that were defined before it
 * @returns {Token[]} its blocks
 */
export function blocksOf(markdown, links) {
  const lexer = new BoundedLexer(marked.defaults);
  Object.assign(lexer.tokens.links, links);
  return lexer.lex(markdown);
}

/**
 * @param {Token | undefined} block
 * @returns {boolean} whether it is code that nothing will be added to
 */
export function isClosedCode(block) {
  return block?.type === 'code' && Boolean(CLOSED_CODE.exec(block.raw)?.[2]);
}

/**
 * @param {Token} block
 * @param {boolean} whole nothing of it is still to come
 * @param {string} copyLabel of the button beside code
 * @param {import('./heading-levels.js').HeadingLevels} levels of the headings before it
 * @returns {Node[]}
 */
export function nodesOf(block, whole, copyLabel, levels) {
  if (block.type === 'space' || block.type === 'def') return [];
  const code = codeWithin(block);
  const open = whole ? null : code.find((one) => one === leafOf(block) && !CLOSED_CODE.test(one.raw));
  const figures = code.map((one) => codeBlock(one.text, one.lang ?? '', one !== open, copyLabel));
  if (block.type === 'code') return figures;
  const fragment = sanitizedNodes(marked.parser([block]));
  levels.level(fragment);
  fragment.querySelectorAll('pre').forEach((pre, at) => pre.replaceWith(figures[at]));
  fragment.querySelectorAll('table').forEach(scrollApart);
  const nodes = [...fragment.childNodes].filter((node) => node.textContent?.trim() || node instanceof Element);
  [...fragment.children].forEach((element) => element.setAttribute('dir', 'auto'));
  return nodes;
}

/**
 * @param {Token} block
 * @returns {Token[]} the code in it, in order
 */
function codeWithin(block) {
  return block.type === 'code' ? [block] : innerOf(block).flatMap(codeWithin);
}

/**
 * @param {Token} block
 * @returns {Token} the innermost at its end
 */
function leafOf(block) {
  const last = innerOf(block).findLast(({ type }) => type !== 'space');
  return last ? leafOf(last) : block;
}

/**
 * @param {Token} block
 * @returns {Token[]}
 */
function innerOf(block) {
  return block.items ?? (block.type === 'list_item' || block.type === 'blockquote' ? (block.tokens ?? []) : []);
}

/** @param {HTMLTableElement} table a wide one scrolls in its own frame, also by keyboard */
function scrollApart(table) {
  const frame = document.createElement('div');
  frame.className = 'table-frame';
  frame.tabIndex = 0;
  table.replaceWith(frame);
  frame.append(table);
}
