import { linkCitations } from './citations.js';
import { highlightCode } from './highlight.js';
import { drawMaths } from './maths-element.js';
import { stableBlocksOf } from './stable-blocks.js';
import { StablePrefix } from './stable-prefix.js';
import { blocksOf, nodesOf } from './renderer.js';
import { closeBlocks } from './close-blocks.js';
import { morphChildren } from '../dom/morph.js';
import { HeadingLevels } from './heading-levels.js';
import { AnnouncedText } from './announced-text.js';
import { withoutAmbiguousTail } from './ambiguous-tail.js';

/** @typedef {import('./renderer.js').Token} Token */

const DEFINITION = /^ {0,3}\[[^\]]+\]:[ \t]/m;

/**
 * @typedef {object} MarkdownOptions
 * @property {(number: number) => string | null} addressOf the link to a source; null where there is none of that number
 * @property {(words: string) => void} onFrozen the words of each block, item or row, once, when it is complete
 * @property {string} copyLabel of the button beside code
 * @property {string} [wrapLabel] of the one that wraps its lines
 * @property {(address: string) => boolean} [isOwnImage] whether an image may be fetched from there; none may be where it is not given
 */

/**
 * Markdown as it is written: what is complete is drawn once and frozen, a block, an item of a list at any depth, a row of a
 * table; only what follows is drawn again.
 */
export class StreamingView {
  element = document.createElement('div');
  #options;
  #announced;
  #levels = new HeadingLevels();
  /** @type {import('./renderer.js').Links} */
  #links = {};
  #stable = new StablePrefix(this.element, 0, []);
  /** The start of the block in which the stable prefix ends, to go back to. */
  #base = { stable: this.#stable, levels: this.#levels.copy(), passed: 0 };
  /** @param {number} number */
  #isSource = (number) => this.#options.addressOf(number) !== null;
  #drawn = '';
  #over = false;

  /** @param {MarkdownOptions} options */
  constructor(options) {
    this.#options = { isOwnImage: () => false, ...options };
    this.#announced = new AnnouncedText(options.onFrozen);
    this.element.className = 'prose';
  }

  /**
   * @param {string} text all of it so far
   * @param {{ over: boolean, whole: boolean }} state whether nothing more will come, and it was not cut off in its middle
   */
  update(text, { over, whole }) {
    if (text === this.#drawn && over === this.#over) return;
    if (this.#over) this.#goOn();
    this.#drawn = text;
    this.#over = over;
    const markdown = text.replace(/\r\n?/g, '\n');
    const first = this.#base.stable.nodes;
    this.#freeze(markdown, over && whole);
    this.#drawTail(markdown, over);
    if (over) this.#complete(markdown);
    const fresh = [...this.element.childNodes].slice(over ? 0 : first);
    void highlightCode(fresh);
    void drawMaths(fresh);
  }

  /** The text goes on where it was over: it is read again from its start, and told no second time. */
  #goOn() {
    this.element.replaceChildren();
    this.#stable = new StablePrefix(this.element, 0, []);
    this.#levels = new HeadingLevels();
    this.#links = {};
    this.#announced.goBack(0);
    this.#base = { stable: this.#stable, levels: this.#levels.copy(), passed: 0 };
  }

  /**
   * @param {string} markdown
   * @param {boolean} whole all of it is complete
   */
  #freeze(markdown, whole) {
    const { complete, begun } = stableBlocksOf(this.#blocksAhead(markdown, whole), whole);
    const ahead = this.#stable.ahead(markdown);
    const raw = complete.map((block) => block.raw).join('');
    if (!ahead.startsWith(raw)) return;
    if (complete.length > 0) {
      this.#advance(complete, this.#stable.endOf(raw), []);
      this.#base = { stable: this.#stable, levels: this.#levels.copy(), passed: this.#announced.passed };
    }
    if (!begun) return;
    const end = this.#stable.endOf(linesOf(this.#stable.ahead(markdown), begun.lines));
    if (end > this.#stable.characters) this.#advance([begun.token], end, begun.openings);
  }

  /**
   * @param {string} markdown
   * @param {boolean} whole
   */
  #blocksAhead(markdown, whole) {
    const blocks = this.#read(markdown, whole);
    if (this.#stable.holds(blocks)) return blocks;
    this.#stable = this.#base.stable;
    this.#levels = this.#base.levels.copy();
    this.#announced.goBack(this.#base.passed);
    return this.#read(markdown, whole);
  }

  /**
   * @param {string} markdown
   * @param {boolean} whole
   */
  #read(markdown, whole) {
    const ahead = this.#stable.ahead(markdown);
    return blocksOf(whole ? ahead : withoutAmbiguousTail(ahead.split('\n')).join('\n'), this.#isSource, this.#links);
  }

  /**
   * @param {Token[]} blocks
   * @param {number} end of them in the Markdown
   * @param {import('./stable-blocks.js').Opening[]} openings
   */
  #advance(blocks, end, openings) {
    const drawn = this.#stable.withoutLead(blocks).map((block) => this.#draw([block], true, this.#levels));
    drawn.forEach((nodes) => this.#announced.announce(nodes));
    this.#stable.put(drawn.flat());
    for (const { type, tag, href, title } of blocks) if (type === 'def') this.#links[tag ?? ''] ??= { href, title };
    this.#stable = new StablePrefix(this.element, end, openings);
  }

  /**
   * @param {string} markdown
   * @param {boolean} over
   */
  #drawTail(markdown, over) {
    const blocks = blocksOf(closeBlocks(this.#stable.ahead(markdown), over), this.#isSource, this.#links);
    const nodes = this.#draw(this.#stable.withoutLead(blocks), over, this.#levels.copy());
    if (over) this.#announced.announce(nodes);
    this.#stable.put(nodes);
  }

  /** @param {string} markdown whose links may be defined behind their use */
  #complete(markdown) {
    if (DEFINITION.test(markdown)) morphChildren(this.element, this.#draw(blocksOf(markdown, this.#isSource), true, new HeadingLevels()));
    this.element.normalize();
  }

  /**
   * @param {Token[]} blocks
   * @param {boolean} whole
   * @param {HeadingLevels} levels
   */
  #draw(blocks, whole, levels) {
    const nodes = blocks.flatMap((block) => nodesOf(block, whole, this.#options, levels));
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
