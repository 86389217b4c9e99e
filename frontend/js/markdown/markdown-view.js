import { linkCitations } from './citations.js';
import { blocksOf, nodesOf } from './markdown.js';
import { mend } from './mend.js';
import { morphChildren } from './morph.js';
import { Outline } from './outline.js';

const DEFINITION = /^ {0,3}\[[^\]]+\]:[ \t]/m;

/**
 * @typedef {object} MarkdownOptions
 * @property {(number: number) => string | null} addressOf the link to a source; null where there is none of that number
 * @property {(words: string) => void} onFrozen the words of each block, once, when it is complete
 * @property {string} copyLabel of the button beside code
 */

/** Markdown as it is written: a block that is complete is drawn once and frozen, only what follows is drawn again. */
export class MarkdownView {
  element = document.createElement('div');
  #options;
  #frozenCharacters = 0;
  #frozenNodes = 0;
  #outline = new Outline();
  #drawn = '';
  #over = false;

  /** @param {MarkdownOptions} options */
  constructor(options) {
    this.#options = options;
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
    const first = this.#frozenNodes;
    const frozen = this.#freeze(markdown, over && whole);
    const tail = blocksOf(mend(markdown.slice(this.#frozenCharacters)));
    const outline = this.#outline.copy();
    const tailNodes = tail.flatMap((block) => this.#nodesOf(block, over, outline));
    morphChildren(this.element, [...frozen, ...tailNodes], first);
    if (over) this.#complete(markdown, tailNodes);
  }

  /**
   * A block is complete when another one has begun behind it.
   *
   * @param {string} markdown
   * @param {boolean} whole the last block is complete too
   * @returns {Node[]} of the blocks that are complete now
   */
  #freeze(markdown, whole) {
    const blocks = blocksOf(markdown.slice(this.#frozenCharacters));
    const open = whole ? blocks.length : blocks.findLastIndex((block) => block.type !== 'space');
    /** @type {Node[]} */
    const frozen = [];
    for (const block of blocks.slice(0, Math.max(0, open))) {
      if (!markdown.startsWith(block.raw, this.#frozenCharacters)) break;
      this.#frozenCharacters += block.raw.length;
      const nodes = this.#nodesOf(block, true, this.#outline);
      frozen.push(...nodes);
      this.#tell(nodes);
    }
    this.#frozenNodes += frozen.length;
    return frozen;
  }

  /**
   * @param {string} markdown whose links may be defined behind their use
   * @param {Node[]} tailNodes
   */
  #complete(markdown, tailNodes) {
    this.#tell(tailNodes);
    if (!DEFINITION.test(markdown)) return;
    const outline = new Outline();
    morphChildren(this.element, blocksOf(markdown).flatMap((block) => this.#nodesOf(block, true, outline)));
  }

  /** @param {Node[]} nodes of complete blocks */
  #tell(nodes) {
    const words = nodes.map(wordsOf).join(' ').trim();
    if (words) this.#options.onFrozen(words);
  }

  /**
   * @param {import('./markdown.js').Token} block
   * @param {boolean} whole
   * @param {Outline} outline
   */
  #nodesOf(block, whole, outline) {
    const nodes = nodesOf(block, whole, this.#options.copyLabel, outline);
    nodes.forEach((node) => linkCitations(node, this.#options.addressOf));
    return nodes;
  }
}

/** @param {Node} node */
function wordsOf(node) {
  const code = node instanceof Element ? node.querySelector('pre') : null;
  return (code ?? node).textContent;
}
