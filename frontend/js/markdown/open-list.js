/** @typedef {import('./markdown.js').Token} Token */
/** @typedef {Token & { items: Token[], loose: boolean }} ListToken */

const MARKER = /^ {0,3}([-*+]|\d{1,9}[.)])/;
/** What follows the marker tells that it is one: a lone dash may yet become a rule, and a number a decimal. */
const DECIDED = /^ {0,3}(?:[-*+]|\d{1,9}[.)])[ \t]+\S/;

/**
 * A list of which more items may come. Those that another one follows are complete: they are drawn once, and the rest of the
 * Markdown is read from the first that is not, as a list of its own.
 */
export class OpenList {
  /** How many items are complete. */
  items = 0;
  /** Stands before the rest, so that it is read as loosely as what came before it. */
  #lead = '';

  /** @param {number} start where the list starts in the Markdown */
  constructor(start) {
    this.start = start;
  }

  /** @param {string} rest */
  withLead(rest) {
    return this.#lead + rest;
  }

  /**
   * @param {Token[]} blocks of the rest with its lead
   * @returns {Token[]} without the lead; the first of them is the list's, even where no item is left
   */
  withoutLead(blocks) {
    const [first, ...others] = blocks;
    if (!isList(first)) return [{ type: 'list', raw: '', text: '', items: [] }, ...blocks];
    const items = this.#lead ? first.items.slice(1) : first.items;
    return [{ ...first, raw: first.raw.slice(this.#lead.length), items }, ...others];
  }

  /** @param {Token[]} blocks that come next @returns {boolean} what is drawn already has to be drawn loosely */
  turnsLoose([list]) {
    return isList(list) && list.loose && this.#lead === '';
  }

  /** @param {ListToken} list whose items but the last are complete now */
  advance(list) {
    this.items += list.items.length - 1;
    if (list.loose) this.#lead = `${MARKER.exec(list.items[0].raw)?.[1]} x\n\n`;
  }
}

/**
 * @param {Token | undefined} token
 * @returns {token is ListToken}
 */
export function isList(token) {
  return token?.type === 'list';
}

/**
 * @param {ListToken} list
 * @param {string} markdown that the list starts
 * @returns {string} the Markdown of the items that are complete, empty where none is for sure
 */
export function completeItems({ items }, markdown) {
  const raw = items.slice(0, -1).map((item) => item.raw).join('');
  return DECIDED.test(items.at(-1)?.raw ?? '') && markdown.startsWith(raw) ? raw : '';
}
