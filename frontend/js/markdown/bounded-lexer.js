import { Lexer } from '../vendor.js';
import { hasTooManyMarks } from './marks.js';
import { blankFormulas } from './maths.js';

/** @typedef {ReturnType<Lexer['lex']>[number]} Token */

/** Quotes and lists within each other, which the library reads again at each depth. */
const MOST_DEPTH = 24;

const DESTINATION_CHARACTER = String.raw`(?:\\[^\s]|[^\s()\\\x00-\x1f])`;

/** Parentheses in a bare destination are balanced, as CommonMark has it, up to two deep. */
const DESTINATION = String.raw`<(?:\\.|[^\n<>\\])+>|(?:_|\((?:_|\(_*\))*\))*`.replaceAll('_', DESTINATION_CHARACTER);

/** A title has a space before it, and each character of it can be read in one way only. */
const TITLE = String.raw`(?:[ \t]+(?:\n[ \t]*)?|\n[ \t]*)("(?:\\[^]|[^"\\])*"|'(?:\\[^]|[^'\\])*'|\((?:\\[^]|[^)\\])*\))`;

/** @type {RegExp | undefined} the library's rule, made linear once for all lexers */
let linkRule;

/** Reads Markdown in time that grows with its length alone, whatever it is made of. */
export class BoundedLexer extends Lexer {
  #depth = 0;
  #inline = '';

  /**
   * @param {ConstructorParameters<typeof Lexer>[0]} options
   * @param {(number: number) => boolean} isSource whether the number is that of a source, which no definition takes from it
   */
  constructor(options, isSource) {
    super(options);
    this.isSource = isSource;
    const { tokenizer } = this;
    const rules = tokenizer.rules;
    linkRule ??= linear(rules.inline.link);
    tokenizer.rules = { ...rules, inline: { ...rules.inline, link: linkRule } };
  }

  /**
   * @param {string} text
   * @param {Token[]} [tokens]
   * @param {boolean} [clipped]
   */
  blockTokens(text, tokens = [], clipped = false) {
    if (this.#depth >= MOST_DEPTH) {
      tokens.push(plain(text));
      return tokens;
    }
    this.#depth++;
    try {
      return super.blockTokens(text, tokens, clipped);
    } finally {
      this.#depth--;
    }
  }

  /**
   * @param {string} text
   * @param {Token[]} [tokens]
   */
  inlineTokens(text, tokens = []) {
    this.#inline = text;
    if (!hasTooManyMarks(text)) return super.inlineTokens(text, tokens);
    tokens.push(plain(text));
    return tokens;
  }

  /**
   * @param {string} masked the text whose inline tokens are being read, without what is no emphasis
   * @returns {string} without the formulas either
   */
  maskFormulas(masked) {
    return blankFormulas(this.#inline, masked);
  }
}

/** @param {string} text @returns {Token} */
function plain(text) {
  return { type: 'text', raw: text, text };
}

/** @param {RegExp} link the library's, whose label stays as it is */
function linear({ source }) {
  const label = source.slice(0, source.indexOf(String.raw`\]\(\s*`));
  return new RegExp(String.raw`${label}\]\(\s*(${DESTINATION})(?:${TITLE})?\s*\)`);
}
