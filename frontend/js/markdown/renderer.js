import { Marked } from '../vendor.js';
import { BoundedLexer } from './bounded-lexer.js';
import { codeBlock } from './code-block.js';
import { imageElement } from './image.js';
import { escapeHtml, inlineHtml } from './inline-html.js';
import { mathsElement } from './maths-element.js';
import { sanitizedNodes } from './sanitize.js';
import { Slots } from './slots.js';
import { SYNTAX } from './syntax.js';
import { tableOf } from './table-cells.js';

/** @typedef {import('./bounded-lexer.js').Token} Token */
/** @typedef {BoundedLexer['tokens']['links']} Links by their labels */

/** The closing fence is of the opening one's kind and length; where its line has ended, nothing can reopen it. */
const CLOSED_CODE = /^ {0,3}(`{3,}(?!`)|~{3,}(?!~))[^\n]*\n(?:[^]*\n)? {0,3}\1[`~]*[ \t]*(\n*)$/;

/** Emphasis whose last character is no letter: CommonMark does not let it end before one, as Chinese and Japanese do. */
const EMPHASIS = /^(\*{1,2})(?![\s*])([^*\n]*\p{P})\1(?!\*)/u;
const UNSPACED = /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/u;

/** Blocks of blocks, beside lists. */
const CONTAINERS = ['list_item', 'blockquote', 'details'];

const STRUCK = /^~~(?=[^\s~])((?:\\[^]|[^\\])*?(?:\\[^]|[^\s~\\]))~~(?=[^~]|$)/;
const SOURCE_NUMBER = /^ {0,3}\[(\d{1,2})\]:/;
const FOOTNOTE = /^ {0,3}\[\^/;

/** One that is still being written goes to the end. */
const COMMENT = /^ {0,3}<!--(?:[^]*?-->([^\n]*)|[^]*$)/;
const IMAGE_TAG = /^<img[ \t]+([^<>]*)>$/i;

/**
 * @typedef {object} Shown
 * @property {string} copyLabel of the button beside code
 * @property {string} [wrapLabel] of the one that wraps its lines
 * @property {(address: string) => boolean} isOwnImage whether an image may be fetched from there
 */

/**
 * The block that is being drawn, which is done in one go.
 *
 * @type {{ slots: Slots, openTags: string[], isOwnImage: Shown['isOwnImage'] }}
 */
let drawing = { slots: new Slots(), openTags: [], isOwnImage: () => false };

const marked = new Marked({
  gfm: true,
  async: false,
  extensions: SYNTAX.map((extension) => ({ ...extension, renderer: rendererOf(extension.name) })),
  hooks: {
    emStrongMask(masked) {
      return this.lexer instanceof BoundedLexer ? this.lexer.maskFormulas(masked) : masked;
    },
  },
  tokenizer: {
    emStrong(text, _, before) {
      const [raw, mark, words] = EMPHASIS.exec(text) ?? [''];
      if (!raw || !(UNSPACED.test(before) || UNSPACED.test(text.slice(raw.length)))) return false;
      return { type: mark === '*' ? 'em' : 'strong', raw, text: words, tokens: this.lexer.inlineTokens(words) };
    },
    // One tilde says "about" far more often than it strikes.
    del(text) {
      const [raw, words] = STRUCK.exec(text) ?? [''];
      return raw ? { type: 'del', raw, text: words, tokens: this.lexer.inlineTokens(words) } : undefined;
    },
    // What a model writes between tags is Markdown, as everywhere else.
    tag(text) {
      const raw = this.rules.inline.tag.exec(text)?.[0];
      return raw === undefined ? undefined : { type: 'html', raw, text: raw };
    },
    html(text) {
      const [comment, behind] = COMMENT.exec(text) ?? [''];
      return comment && !behind?.trim() ? false : undefined;
    },
    table(text) {
      return tableOf(text, (escaped) => (escaped === text ? false : this.table(escaped)));
    },
    def(text) {
      const number = SOURCE_NUMBER.exec(text)?.[1];
      const isSource = number !== undefined && this.lexer instanceof BoundedLexer && this.lexer.isSource(Number(number));
      return isSource || FOOTNOTE.test(text) ? undefined : false;
    },
  },
  renderer: {
    image({ href, text, tokens }) {
      return imageHtml(href, (tokens ? this.parser.parseInline(tokens, this.parser.textRenderer) : text) || href);
    },
    html({ text }) {
      return imageTagHtml(text) ?? inlineHtml(text.trim(), drawing.openTags);
    },
    checkbox({ checked }) {
      return checked ? '☑ ' : '☐ ';
    },
  },
});

/** @param {string} name of a piece of syntax @returns {NonNullable<import('./syntax.js').Extension['renderer']>} */
function rendererOf(name) {
  switch (name) {
    case 'details':
      return function ({ summary = [], tokens = [] }) {
        return `<details><summary>${this.parser.parseInline(summary)}</summary>${this.parser.parse(tokens)}</details>`;
      };
    case 'footnote':
      return function ({ text, tokens = [] }) {
        return `<p><sup>${escapeHtml(text)}</sup> ${this.parser.parseInline(tokens)}</p>`;
      };
    case 'footnoteMark':
      return ({ text }) => `<sup>${escapeHtml(text)}</sup>`;
    case 'blockMaths':
      return (token) => `<p>${mathsHtml(token)}</p>`;
    default:
      return (token) => mathsHtml(token);
  }
}

/** @param {Token} token of a formula */
function mathsHtml({ raw, tex = '', display = false }) {
  return drawing.slots.hold(mathsElement({ raw, tex, display }));
}

/**
 * An image that is none of the site's own is never loaded: its words lead to it.
 *
 * @param {string} address
 * @param {string} words
 * @param {{ width?: string, height?: string }} [size]
 */
function imageHtml(address, words, size) {
  if (drawing.isOwnImage(address)) return drawing.slots.hold(imageElement(address, words, size));
  return /^https?:/i.test(address) ? `<a href="${escapeHtml(address)}">${escapeHtml(words)}</a>` : escapeHtml(words);
}

/** @param {string} tag @returns {string | undefined} undefined where it is no image */
function imageTagHtml(tag) {
  const attributes = IMAGE_TAG.exec(tag)?.[1];
  if (attributes === undefined) return undefined;
  const valueOf = (/** @type {string} */ name) => new RegExp(`(?:^|\\s)${name}=(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i').exec(attributes)?.slice(1).find(Boolean);
  const pixels = (/** @type {string} */ name) => /^\d{1,4}$/.exec(valueOf(name) ?? '')?.[0];
  const address = valueOf('src');
  return address && imageHtml(address, valueOf('alt') ?? address, { width: pixels('width'), height: pixels('height') });
}

/**
 * @param {string} markdown
 * @param {(number: number) => boolean} isSource whether a number is that of a source
 * @param {Links} [links] that were defined before it
 * @returns {Token[]} its blocks
 */
export function blocksOf(markdown, isSource, links) {
  const lexer = new BoundedLexer(marked.defaults, isSource);
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
 * @param {Shown} shown
 * @param {import('./heading-levels.js').HeadingLevels} levels of the headings before it
 * @returns {Node[]}
 */
export function nodesOf(block, whole, shown, levels) {
  if (block.type === 'space' || block.type === 'def') return [];
  const code = codeWithin(block);
  const open = whole ? null : code.find((one) => one === leafOf(block) && !CLOSED_CODE.test(one.raw));
  const figures = code.map((one) => codeBlock(one.text, one.lang ?? '', one !== open, shown));
  if (block.type === 'code') return figures;
  drawing = { slots: new Slots(), openTags: [], isOwnImage: shown.isOwnImage };
  const fragment = sanitizedNodes(marked.parser([block]));
  drawing.slots.fill(fragment);
  levels.level(fragment);
  fragment.querySelectorAll('li').forEach(markTask);
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
  return block.items ?? (CONTAINERS.includes(block.type) ? (block.tokens ?? []) : []);
}

/** @param {HTMLLIElement} item of which a box that is ticked or not takes the bullet's place */
function markTask(item) {
  let first = item.firstChild;
  while (first instanceof HTMLParagraphElement) first = first.firstChild;
  if (/^[☑☐] /.test(first?.nodeValue ?? '')) item.className = 'task';
}

/** @param {HTMLTableElement} table a wide one scrolls in its own frame, also by keyboard */
function scrollApart(table) {
  const frame = document.createElement('div');
  frame.className = 'table-frame';
  frame.tabIndex = 0;
  table.replaceWith(frame);
  frame.append(table);
}
