/** Tells words once each, in their order, also where nodes have to be drawn again. */
export class Telling {
  #onWords;
  /** Characters of the words, without spaces, up to where the nodes are drawn now. */
  #passed = 0;
  /** As many as were ever told. */
  #told = 0;

  /** @param {(words: string) => void} onWords */
  constructor(onWords) {
    this.#onWords = onWords;
  }

  get passed() {
    return this.#passed;
  }

  /** @param {number} passed what comes next was drawn before */
  goBack(passed) {
    this.#passed = passed;
  }

  /** @param {Node[]} nodes that come next */
  tell(nodes) {
    const words = nodes.map(wordsOf).join(' ').trim();
    this.#passed += words.replace(/\s+/g, '').length;
    const untold = this.#passed - this.#told;
    if (untold <= 0) return;
    this.#told = this.#passed;
    this.#onWords(endOf(words, untold));
  }
}

/**
 * @param {Node} node
 * @returns {string} without a language's name and a button's
 */
function wordsOf(node) {
  if (node.nodeName === 'FIGCAPTION') return '';
  return node instanceof Element && node.querySelector('figcaption') ? [...node.childNodes].map(wordsOf).join('') : (node.textContent ?? '');
}

/**
 * @param {string} words
 * @param {number} count of its last characters, spaces aside
 */
function endOf(words, count) {
  let start = words.length;
  for (let left = count; left > 0 && start > 0; start--) if (words[start - 1].trim()) left--;
  return words.slice(start);
}
