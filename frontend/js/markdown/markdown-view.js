import { linkCitations } from './citations.js';
import { colourCode } from './colours.js';
import { blocksOf, isClosedCode, nodesOf } from './markdown.js';
import { mend } from './mend.js';
import { morphChildren } from './morph.js';
import { completeItems, isList, OpenList } from './open-list.js';
import { Outline } from './outline.js';

const DEFINITION = /^ {0,3}\[[^\]]+\]:[ \t]/m;

/**
 * @typedef {object} MarkdownOptions
 * @property {(number: number) => string | null} addressOf the link to a source; null where there is none of that number
 * @property {(words: string) => void} onFrozen the words of each block or item, once, when it is complete
 * @property {string} copyLabel of the button beside code
 */

/**
 * Markdown as it is written: a block that is complete is drawn once and frozen, and so is each item of a list; only what
 * follows is drawn again.
 */
export class MarkdownView {
  element = document.createElement('div');
  #options;
  #frozenCharacters = 0;
  #frozenNodes = 0;
  /**
   * The list after the frozen nodes, once its first items are frozen.
   *
   * @type {OpenList | null}
   */
  #list = null;
  /** How many of its items were told before it had to be drawn again. */
  #toldItems = 0;
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
    const blocks = this.#blocksAhead(markdown);
    const first = this.#frozenNodes;
    const firstItem = this.#list?.items ?? 0;
    const frozen = this.#freeze(markdown, blocks, over && whole);
    const tail = this.#tail(markdown, over);
    this.#put(this.#list ? joined(frozen, tail) : [...frozen, ...tail], first, firstItem);
    if (frozen.length > 0) void colourCode([...this.element.childNodes].slice(first, this.#frozenNodes));
    if (over) this.#complete(markdown, tail);
  }

  /**
   * @param {string} markdown
   * @returns {import('./markdown.js').Token[]} what follows the frozen blocks and items
   */
  #blocksAhead(markdown) {
    const blocks = this.#read(markdown, (rest) => rest);
    if (!this.#list?.turnsLoose(blocks)) return blocks;
    this.#toldItems = this.#list.items;
    this.#frozenCharacters = this.#list.start;
    this.#list = null;
    return this.#read(markdown, (rest) => rest);
  }

  /**
   * @param {string} markdown
   * @param {(rest: string) => string} prepared
   */
  #read(markdown, prepared) {
    const rest = prepared(markdown.slice(this.#frozenCharacters));
    return this.#list ? this.#list.withoutLead(blocksOf(this.#list.withLead(rest))) : blocksOf(rest);
  }

  /**
   * A block is complete when another one has begun behind it, an item when another item has.
   *
   * @param {string} markdown
   * @param {import('./markdown.js').Token[]} blocks that follow what is frozen
   * @param {boolean} whole the last block is complete too
   * @returns {Node[]} of what is complete now; the first goes on with the open list, where there was one
   */
  #freeze(markdown, blocks, whole) {
    const open = whole ? blocks.length : openBlock(blocks);
    /** @type {Node[]} */
    const frozen = [];
    for (const block of blocks.slice(0, open)) {
      if (!markdown.startsWith(block.raw, this.#frozenCharacters)) return frozen;
      this.#frozenCharacters += block.raw.length;
      const nodes = this.#nodesOf(block, true, this.#outline);
      frozen.push(...nodes);
      this.#frozenNodes += nodes.length;
      this.#tell(nodes);
      this.#list = null;
    }
    const list = blocks[open];
    if (isList(list)) frozen.push(...this.#freezeItems(markdown, list));
    return frozen;
  }

  /**
   * @param {string} markdown
   * @param {import('./open-list.js').ListToken} list
   * @returns {Node[]} the list with the items that are complete now
   */
  #freezeItems(markdown, list) {
    const raw = completeItems(list, markdown.slice(this.#frozenCharacters));
    if (raw === '' && !this.#list) return [];
    const complete = { ...list, items: raw === '' ? [] : list.items.slice(0, -1) };
    const nodes = this.#nodesOf(complete, true, this.#outline);
    if (raw === '') return nodes;
    this.#list ??= new OpenList(this.#frozenCharacters);
    this.#list.advance(list);
    this.#frozenCharacters += raw.length;
    this.#tell(nodes);
    return nodes;
  }

  /**
   * @param {string} markdown
   * @param {boolean} over
   * @returns {Node[]} of what is still being written
   */
  #tail(markdown, over) {
    const outline = this.#outline.copy();
    return this.#read(markdown, mend).flatMap((block) => this.#nodesOf(block, over, outline));
  }

  /**
   * @param {Node[]} nodes
   * @param {number} first where they stand
   * @param {number} firstItem where the items of the first stand, in a list that has some already
   */
  #put(nodes, first, firstItem) {
    const list = this.element.childNodes[first];
    if (firstItem === 0 || !(list instanceof Element)) return morphChildren(this.element, nodes, first);
    morphChildren(list, itemsOf(nodes[0]), childrenOf(firstItem));
    morphChildren(this.element, nodes.slice(1), first + 1);
  }

  /**
   * @param {string} markdown whose links may be defined behind their use
   * @param {Node[]} tail
   */
  #complete(markdown, tail) {
    this.#tell(tail);
    if (!DEFINITION.test(markdown)) return;
    const outline = new Outline();
    morphChildren(this.element, blocksOf(markdown).flatMap((block) => this.#nodesOf(block, true, outline)));
    void colourCode([...this.element.childNodes]);
  }

  /** @param {Node[]} nodes of what is complete */
  #tell(nodes) {
    const [first, ...others] = nodes;
    const untold = this.#toldItems > 0 ? [...[...first.childNodes].slice(childrenOf(this.#toldItems)), ...others] : nodes;
    this.#toldItems = 0;
    const words = untold.map(wordsOf).join(' ').trim();
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

/**
 * @param {import('./markdown.js').Token[]} blocks
 * @returns {number} the index of the one that is still being written
 */
function openBlock(blocks) {
  const last = blocks.findLastIndex((block) => block.type !== 'space');
  return Math.max(0, isClosedCode(blocks[last]) ? last + 1 : last);
}

/**
 * @param {Node[]} frozen that end in an open list
 * @param {Node[]} tail that goes on with it
 */
function joined(frozen, [list, ...others]) {
  const open = frozen.at(-1);
  if (!(open instanceof Element)) return [list, ...others];
  open.append(...itemsOf(list));
  return [...frozen, ...others];
}

/** @param {Node} list its items, each with the line break behind it; one stands before them all */
function itemsOf(list) {
  return [...list.childNodes].slice(1);
}

/** @param {number} items */
function childrenOf(items) {
  return 1 + 2 * items;
}

/** @param {Node} node */
function wordsOf(node) {
  const code = node instanceof Element ? node.querySelector('pre') : null;
  return (code ?? node).textContent;
}
