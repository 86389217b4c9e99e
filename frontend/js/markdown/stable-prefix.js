import { isList } from './stable-blocks.js';
import { morphChildren } from '../dom/morph.js';

/** @typedef {import('./renderer.js').Token} Token */
/** @typedef {import('./stable-blocks.js').Opening} Opening */

/**
 * Where a child goes on, or where the next ones go.
 *
 * @typedef {{ parent: Element, first: number }} Place
 */

/**
 * The part of an answer that is parsed and drawn for good. It ends at a line of the Markdown and at a place in the nodes, which
 * may lie within a list or a table that is still growing. Only what follows is parsed again; a short lead before it opens the
 * same lists and tables, so that it is parsed as it would be behind the whole text.
 *
 * An example. This much has come, and the last item is still being written:
 *
 *     1. Unpack the lamp.
 *        - Keep the box.
 *        - Check the fu
 *
 * The first two lines are stable. What is parsed at the next piece, instead of all three lines, is the lead and the rest:
 *
 *     1. # x
 *        - # x
 *        - Check the fuse.
 *
 * Each `# x` stands for the items that were drawn: it keeps the numbering, the indentation and the tightness of its list.
 * `withoutLead` takes it out of the parsed blocks, and `put` adds the nodes of the new item to the `<ul>` that is drawn.
 */
export class StablePrefix {
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
