/** The page's own headings come first: the headings of an answer start at the third level. */
const PAGE_LEVELS = 2;

/** The headings of an answer so far: gives each the level that makes the page's outline whole, whatever the model skipped. */
export class HeadingLevels {
  #depths;

  /** @param {readonly number[]} [depths] of the headings that the next one may stand under */
  constructor(depths = []) {
    this.#depths = [...depths];
  }

  copy() {
    return new HeadingLevels(this.#depths);
  }

  /** @param {ParentNode} root whose headings get their levels, in order */
  level(root) {
    for (const heading of root.querySelectorAll('h1, h2, h3, h4, h5, h6')) {
      const levelled = document.createElement(`h${this.#levelOf(Number(heading.tagName[1]))}`);
      levelled.append(...heading.childNodes);
      heading.replaceWith(levelled);
    }
  }

  /** @param {number} depth as the model wrote it */
  #levelOf(depth) {
    this.#depths = this.#depths.filter((above) => above < depth).concat(depth);
    return Math.min(6, PAGE_LEVELS + this.#depths.length);
  }
}
