/** A title that no HTML of a model can have: no attribute of its passes but a link's address. */
const MARK = 'slot';

/** Nodes of the page's own within HTML that is still to be sanitised: each is put in its place after that. */
export class Slots {
  /** @type {Node[]} */
  #nodes = [];

  /**
   * @param {Node} node
   * @returns {string} the HTML that stands for it
   */
  hold(node) {
    return `<code title="${MARK}">${this.#nodes.push(node) - 1}</code>`;
  }

  /** @param {ParentNode} root */
  fill(root) {
    for (const place of root.querySelectorAll(`code[title=${MARK}]`)) {
      const node = this.#nodes[Number(place.textContent)];
      if (node) place.replaceWith(node);
    }
  }
}
