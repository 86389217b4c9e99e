import { isList } from './complete.js';
import { morphChildren } from './morph.js';

/** @typedef {import('./markdown.js').Token} Token */
/** @typedef {import('./complete.js').Opening} Opening */

/**
 * Where a child goes on, or where the next ones go.
 *
 * @typedef {{ parent: Element, first: number }} Place
 */

/**
 * How far Markdown and its nodes are frozen: up to a line of the text, and up to a place in the nodes, which may lie in lists
 * and tables that more is added to. What is ahead is read with a short lead that opens the same lists and tables again, so
 * that it means what it would mean behind all that is frozen.
 */
export class Frontier {
  #openings;
  #lead;
  #places;

  /**
   * @param {Element} root
   * @param {number} characters of the Markdown that are frozen
   * @param {Opening[]} openings in the last of its nodes
   */
  constructor(root, characters, openings) {
    this.characters = characters;
    this.#openings = openings;
    this.#lead = leadOf(openings);
    this.#places = placesIn(root, openings);
  }

  /** How many children of the root nothing is added to. */
  get nodes() {
    return this.#places[0].first;
  }

  /** @param {string} markdown */
  ahead(markdown) {
    return this.#lead + markdown.slice(this.characters);
  }

  /** @param {string} ahead a part of it, from its start @returns {number} where it ends in the Markdown */
  endOf(ahead) {
    return this.characters + ahead.length - this.#lead.length;
  }

  /** @param {Token[]} blocks ahead @returns {boolean} whether what is frozen may stay as it is drawn: no list has turned loose */
  holds(blocks) {
    return agree(blocks, this.#openings);
  }

  /** @param {Token[]} blocks ahead @returns {Token[]} without the lead's own; their first items go on with the open ones */
  withoutLead(blocks) {
    return withoutLead(blocks, this.#openings);
  }

  /** @param {Node[]} nodes of blocks ahead: they stand behind what is frozen then, and nothing else does */
  put(nodes) {
    graft(nodes, this.#places);
  }
}

/** @param {Opening[]} openings @returns {string} a heading stands for what is frozen of a tight item, a paragraph in a loose one */
function leadOf(openings) {
  let indent = '';
  return openings.map(({ bullet, loose, head }) => {
    if (head) return head.replace(/^/gm, indent) + '\n';
    const line = indent + bullet + (loose ? 'x\n\n' : '# x\n');
    indent += ' '.repeat(bullet.length);
    return line;
  }).join('');
}

/**
 * @param {Token[]} blocks
 * @param {Opening[]} openings
 * @returns {boolean}
 */
function agree([block], [opening, ...inner]) {
  if (!opening) return true;
  if (opening.head) return block?.type === 'table';
  return isList(block) && (opening.loose || !block.loose) && agree(behindFirst(block.items[0].tokens), inner);
}

/**
 * @param {Token[]} blocks
 * @param {Opening[]} openings
 * @returns {Token[]}
 */
function withoutLead(blocks, [opening, ...inner]) {
  const [block, ...others] = blocks;
  if (!opening) return blocks;
  if (!isList(block)) return [{ ...block, header: [] }, ...others];
  const [item, ...items] = block.items;
  const open = { ...item, tokens: withoutLead(behindFirst(item.tokens), inner) };
  return [{ ...block, items: [open, ...items] }, ...others];
}

/** @param {Token[]} blocks of an item that begins with a lead's */
function behindFirst(blocks) {
  const next = blocks.findIndex((block, at) => at > 0 && block.type !== 'space');
  return next < 0 ? [] : blocks.slice(next);
}

/**
 * @param {Element} root
 * @param {Opening[]} openings
 * @returns {Place[]} from the outside in
 */
function placesIn(root, openings) {
  /** @type {Place[]} */
  const places = [];
  let parent = root;
  const enter = (/** @type {Element | null | undefined} */ child) => {
    if (!child) return;
    places.push({ parent, first: [...parent.childNodes].lastIndexOf(child) });
    parent = child;
  };
  for (const { head } of openings) {
    enter(parent.lastElementChild);
    if (head) parent = parent.querySelector('tbody') ?? parent;
    else enter(parent.lastElementChild);
  }
  return [...places, { parent, first: parent.childNodes.length }];
}

/**
 * @param {Node[]} nodes
 * @param {Place[]} places
 */
function graft(nodes, [{ parent, first }, ...inner]) {
  const [open, ...others] = nodes;
  if (inner.length === 0 || !(open instanceof Element)) return morphChildren(parent, nodes, first);
  graft(growthOf(open), inner);
  morphChildren(parent, others, first + 1);
}

/** @param {Element} open @returns {Node[]} what of a list, an item or a table is added to the frozen one */
function growthOf(open) {
  if (open.matches('.table-frame')) return [...(open.querySelector('tbody')?.childNodes ?? [])];
  return [...open.childNodes].slice(open.matches('li') ? 0 : 1);
}
