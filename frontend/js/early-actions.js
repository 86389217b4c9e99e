/**
 * What the visitor does before the page can take it: a question that is sent or a suggestion that is pressed. The last of them is
 * done as soon as the page can.
 */
export class EarlyActions {
  #life = new AbortController();
  /** @type {(() => void) | null} */
  #wanted = null;

  constructor() {
    const { signal } = this.#life;
    document.addEventListener('keydown', (event) => this.#pressed(event), { signal, capture: true });
    document.addEventListener('submit', (event) => this.#submitted(event), { signal, capture: true });
    document.addEventListener('click', (event) => this.#clicked(event), { signal, capture: true });
  }

  /** The page can take all by itself now. */
  end() {
    this.#life.abort();
    this.#wanted?.();
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || !(event.target instanceof HTMLTextAreaElement)) return;
    event.preventDefault();
    this.#wanted = send;
  }

  /** @param {Event} event */
  #submitted(event) {
    event.preventDefault();
    this.#wanted = send;
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const suggestion = event.target instanceof Element ? event.target.closest('[data-action="suggest"]') : null;
    if (!suggestion) return;
    const words = suggestion.textContent;
    this.#wanted = () => {
      const same = [...document.querySelectorAll(/** @type {'button'} */ ('[data-action="suggest"]'))];
      same.find(({ textContent }) => textContent === words)?.click();
    };
  }
}

function send() {
  document.querySelector('form')?.requestSubmit();
}
