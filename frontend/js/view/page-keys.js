/** Elements that take keys themselves. */
const TAKES_KEYS = 'input, textarea, select, [contenteditable]';

/**
 * @typedef {object} PageKeysOptions
 * @property {() => boolean} stop the answer that is being written; false where none is
 * @property {() => void} write where the next question is
 */

/** The keys that work wherever the visitor is: Escape stops the answer, and what is typed goes to the question. */
export class PageKeys {
  #options;
  #life = new AbortController();

  /** @param {PageKeysOptions} options */
  constructor(options) {
    this.#options = options;
  }

  start() {
    document.addEventListener('keydown', (event) => this.#pressed(event), { signal: this.#life.signal });
  }

  stop() {
    this.#life.abort();
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.defaultPrevented || event.isComposing || document.querySelector(':popover-open')) return;
    if (event.key === 'Escape') {
      if (this.#options.stop()) event.preventDefault();
      return;
    }
    const isCharacter = event.key.length === 1 && event.key !== ' ' && !(event.ctrlKey || event.metaKey || event.altKey);
    const target = event.target instanceof Element ? event.target : null;
    if (isCharacter && !target?.closest(TAKES_KEYS)) this.#options.write();
  }
}
