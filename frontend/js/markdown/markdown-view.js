import { linkCitations } from './citations.js';
import { colourCode } from './colours.js';
import { completeOf } from './complete.js';
import { Frontier } from './frontier.js';
import { blocksOf, nodesOf } from './markdown.js';
import { mend } from './mend.js';
import { morphChildren } from './morph.js';
import { Outline } from './outline.js';
import { Telling } from './telling.js';
import { decidedOf } from './undecided.js';

/** @typedef {import('./markdown.js').Token} Token */

const DEFINITION = /^ {0,3}\[[^\]]+\]:[ \t]/m;

/**
 * @typedef {object} MarkdownOptions
 * @property {(number: number) => string | null} addressOf the link to a source; null where there is none of that number
 * @property {(words: string) => void} onFrozen the words of each block, item or row, once, when it is complete
 * @property {string} copyLabel of the button beside code
 */

/**
 * Markdown as it is written: what is complete is drawn once and frozen, a block, an item of a list at any depth, a row of a
 * table; only what follows is drawn again.
 */
export class MarkdownView {
  element = document.createElement('div');
  #options;
  #telling;
  #outline = new Outline();
  /** @type {import('./markdown.js').Links} */
  #links = {};
  #frontier = new Frontier(this.element, 0, []);
  /** The start of the block that the frontier lies in, to go back to. */
  #base = { frontier: this.#frontier, outline: this.#outline.copy(), passed: 0 };
  #drawn = '';
  #over = false;

  /** @param {MarkdownOptions} options */
  constructor(options) {
    this.#options = options;
    this.#telling = new Telling(options.onFrozen);
    this.element.className = 'prose';
  }

  /**
   * @param {string} text all of it so far
   * @param {{ over: boolean, whole: boolean }} state whether nothing more will come, and it was not cut off in its middle
   */
  update(text, { over, whole }) {
    if (this.#over || (text === this.#drawn && !over)) return;
    this.#drawn = text;
    this.#over = over;
    const markdown = text.replace(/\r\n?/g, '\n');
    const first = this.#base.frontier.nodes;
    this.#freeze(markdown, over && whole);
    this.#drawTail(markdown, over);
    if (over) this.#complete(markdown);
    void colourCode([...this.element.childNodes].slice(over ? 0 : first));
  }

  /**
   * @param {string} markdown
   * @param {boolean} whole all of it is complete
   */
  #freeze(markdown, whole) {
    const { complete, begun } = completeOf(this.#blocksAhead(markdown, whole), whole);
    const ahead = this.#frontier.ahead(markdown);
    const raw = complete.map((block) => block.raw).join('');
    if (!ahead.startsWith(raw)) return;
    if (complete.length > 0) {
      this.#advance(complete, this.#frontier.endOf(raw), []);
      this.#base = { frontier: this.#frontier, outline: this.#outline.copy(), passed: this.#telling.passed };
    }
    if (!begun) return;
    const end = this.#frontier.endOf(linesOf(this.#frontier.ahead(markdown), begun.lines));
    if (end > this.#frontier.characters) this.#advance([begun.token], end, begun.openings);
  }

  /**
   * @param {string} markdown
   * @param {boolean} whole
   */
  #blocksAhead(markdown, whole) {
    const blocks = this.#read(markdown, whole);
    if (this.#frontier.holds(blocks)) return blocks;
    this.#frontier = this.#base.frontier;
    this.#outline = this.#base.outline.copy();
    this.#telling.goBack(this.#base.passed);
    return this.#read(markdown, whole);
  }

  /**
   * @param {string} markdown
   * @param {boolean} whole
   */
  #read(markdown, whole) {
    const ahead = this.#frontier.ahead(markdown);
    return blocksOf(whole ? ahead : decidedOf(ahead.split('\n')).join('\n'), this.#links);
  }

  /**
   * @param {Token[]} blocks
   * @param {number} end of them in the Markdown
   * @param {import('./complete.js').Opening[]} openings
   */
  #advance(blocks, end, openings) {
    const drawn = this.#frontier.withoutLead(blocks).map((block) => this.#draw([block], true, this.#outline));
    drawn.forEach((nodes) => this.#telling.tell(nodes));
    this.#frontier.put(drawn.flat());
    for (const { type, tag, href, title } of blocks) if (type === 'def') this.#links[tag ?? ''] ??= { href, title };
    this.#frontier = new Frontier(this.element, end, openings);
  }

  /**
   * @param {string} markdown
   * @param {boolean} over
   */
  #drawTail(markdown, over) {
    const blocks = blocksOf(mend(this.#frontier.ahead(markdown)), this.#links);
    const nodes = this.#draw(this.#frontier.withoutLead(blocks), over, this.#outline.copy());
    if (over) this.#telling.tell(nodes);
    this.#frontier.put(nodes);
  }

  /** @param {string} markdown whose links may be defined behind their use */
  #complete(markdown) {
    if (DEFINITION.test(markdown)) morphChildren(this.element, this.#draw(blocksOf(markdown), true, new Outline()));
    this.element.normalize();
  }

  /**
   * @param {Token[]} blocks
   * @param {boolean} whole
   * @param {Outline} outline
   */
  #draw(blocks, whole, outline) {
    const nodes = blocks.flatMap((block) => nodesOf(block, whole, this.#options.copyLabel, outline));
    nodes.forEach((node) => linkCitations(node, this.#options.addressOf));
    return nodes;
  }
}

/**
 * @param {string} markdown
 * @param {number} count
 * @returns {string} its first lines
 */
function linesOf(markdown, count) {
  let end = 0;
  for (let left = count; left > 0; left--) end = markdown.indexOf('\n', end) + 1;
  return markdown.slice(0, end);
}
