import { ApiError } from '../api.js';
import { byId, element, setText } from '../dom.js';
import { ago, byFrequency, plural } from '../words.js';

/**
 * @typedef {{ pages: number, passages: number, leftOut: Record<string, number>, warnings: string[], readAt: string,
 *   faqProblem: string | null }} Content
 */

/** What is known of the owner's pages, and the button that reads them again. */
export class ContentSection {
  #api;
  #changed;
  #summary = byId('content-summary', HTMLElement);
  #leftOut = byId('content-left-out', HTMLElement);
  #warnings = byId('content-warnings', HTMLElement);
  #status = byId('content-status', HTMLElement);
  #button = byId('reload', HTMLButtonElement);
  #mark = byId('content-mark', HTMLElement);
  #shown = '';

  /**
   * @param {import('../api.js').OwnerApi} api
   * @param {() => Promise<void>} changed reads all anew
   */
  constructor(api, changed) {
    this.#api = api;
    this.#changed = changed;
    this.#button.addEventListener('click', () => void this.#reload());
  }

  /**
   * @param {Content} content
   * @param {number} now milliseconds
   */
  update({ pages, passages, leftOut, warnings, readAt }, now) {
    setText(this.#summary, `${plural(pages, 'page')} with ${plural(passages, 'passage')}, read ${ago(readAt, now)}.`);
    const reasons = Object.keys(leftOut).length;
    this.#leftOut.hidden = reasons === 0;
    setText(this.#leftOut, reasons === 0 ? '' : `Left out: ${byFrequency(leftOut)}.`);
    this.#mark.hidden = warnings.length === 0;
    const shown = JSON.stringify(warnings);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#warnings.replaceChildren(...warnings.map((warning) => element('li', {}, warning)));
  }

  async #reload() {
    if (this.#button.getAttribute('aria-disabled') === 'true') return;
    this.#button.setAttribute('aria-disabled', 'true');
    setText(this.#status, 'Reading the pages…');
    try {
      const { changed, warnings } = await this.#api.reload();
      const found = warnings.length === 0 ? '' : ` ${plural(warnings.length, 'warning')} below.`;
      setText(this.#status, (changed ? 'Read again: the new pages are live.' : 'Read again: nothing has changed.') + found);
      await this.#changed();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setText(this.#status, error.message);
    } finally {
      this.#button.removeAttribute('aria-disabled');
    }
  }
}
