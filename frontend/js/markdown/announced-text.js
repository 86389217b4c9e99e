/** Announces the text of completed nodes once, in order, also where nodes are drawn again. */
export class AnnouncedText {
  #onWords;
  /** Characters of the words, without spaces, up to where the nodes are drawn now. */
  #passed = 0;
  /** Characters that have been announced. */
  #announced = 0;

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
  announce(nodes) {
    const words = nodes.map(wordsOf).join(' ').trim();
    this.#passed += words.replace(/\s+/g, '').length;
    const unannounced = this.#passed - this.#announced;
    if (unannounced <= 0) return;
    this.#announced = this.#passed;
    this.#onWords(endOf(words, unannounced));
  }
}

/**
 * @param {Node} node
 * @returns {string} without a language's name and a button's; a formula as it was written, drawn or not
 */
function wordsOf(node) {
  if (node.nodeName === 'FIGCAPTION') return '';
  if (node instanceof HTMLElement && node.matches('.math')) return node.dataset.tex ?? '';
  return node instanceof Element && node.querySelector('figcaption, .math') ? [...node.childNodes].map(wordsOf).join('') : (node.textContent ?? '');
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
