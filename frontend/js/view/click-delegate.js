import { copy } from '../dom/clipboard.js';
import { icon } from './icons.js';

const SAID_MILLIS = 1600;

/**
 * @typedef {object} ClickOptions
 * @property {import('../i18n/strings.js').Strings} strings
 * @property {import('./live-region.js').LiveRegion} announcer
 * @property {Record<string, (exchange: string, button: HTMLElement) => void | Promise<string>>} actions by the name in `data-action`;
 *   some promise words to say on their button
 * @property {Record<string, (exchange: string, button: HTMLElement) => import('../dom/clipboard.js').Copied>} copies what each copying button copies
 */

/** Serves every button and citation of the page by one listener, so that drawing an answer anew never loses one. */
export class ClickDelegate {
  #options;
  #life = new AbortController();

  /** @param {ClickOptions} options */
  constructor(options) {
    this.#options = options;
  }

  start() {
    document.addEventListener('click', (event) => this.#clicked(event), { signal: this.#life.signal });
  }

  stop() {
    this.#life.abort();
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const target = event.target instanceof Element ? event.target : null;
    const citation = target?.closest('a.citation');
    if (citation) return this.#lead(event, citation);
    const button = target?.closest('[data-action]');
    if (!(button instanceof HTMLElement)) return;
    const exchange = button.closest('.exchange')?.id.replace('exchange-', '') ?? '';
    const action = button.dataset.action ?? '';
    void this.#options.actions[action]?.(exchange, button)?.then((words) => this.#say(button, words));
    const copied = this.#options.copies[action]?.(exchange, button);
    if (copied !== undefined) void this.#copy(button, copied);
  }

  /**
   * @param {HTMLElement} button
   * @param {import('../dom/clipboard.js').Copied} copied
   */
  async #copy(button, copied) {
    const isCopied = await copy(copied);
    if (isCopied) tick(button);
    this.#say(button, this.#options.strings.text(isCopied ? 'action.copied' : 'action.copyFailed'));
  }

  /**
   * @param {HTMLElement} button shows the words for a moment
   * @param {string} words empty where there is nothing to say
   */
  #say(button, words) {
    this.#options.announcer.say(words);
    if (button.dataset.said || !words) return;
    const place = button.querySelector('span') ?? button;
    const before = place.textContent;
    button.dataset.said = place.textContent = words;
    setTimeout(() => {
      delete button.dataset.said;
      place.textContent = before;
    }, SAID_MILLIS);
  }

  /**
   * Opens the sources and leads to the cited one, without an entry in the browser's history.
   *
   * @param {MouseEvent} event
   * @param {Element} citation
   */
  #lead(event, citation) {
    event.preventDefault();
    const source = document.getElementById((citation.getAttribute('href') ?? '').slice(1));
    const list = source?.closest('details');
    if (!source || !list) return;
    list.open = true;
    const folded = source.closest('ol');
    if (folded?.hidden) folded.previousElementSibling?.dispatchEvent(new MouseEvent('click'));
    source.focus({ preventScroll: true });
    source.scrollIntoView({ block: 'nearest' });
  }
}

/** @param {HTMLElement} button shows a tick in place of its icon for a moment, which is as wide */
function tick(button) {
  const before = button.querySelector('.icon');
  if (!before || button.dataset.said) return;
  const after = icon('check');
  before.replaceWith(after);
  setTimeout(() => after.replaceWith(before), SAID_MILLIS);
}
