import { ApiError } from '../api.js';
import { confirmButton } from '../confirm-button.js';
import { byId, element, setText, updateRows } from '../dom.js';
import { plural, shortDay } from '../words.js';

/** @typedef {{ id: string, received: string, message: string, replyTo: string | null, attempts: number, lastCause: string | null }} Message */

/** An address that a link can hold without saying more than the address. */
const ADDRESS = /^[^\s@<>"'?&%,;:]+@[^\s@<>"'?&%,;:]+$/;

/** What visitors left for the owner. */
export class Messages {
  #api;
  #changed;
  #section = byId('messages', HTMLElement);
  #link = byId('messages-link', HTMLElement);
  #heading = byId('messages-heading', HTMLElement);
  #status = byId('messages-status', HTMLElement);
  #list = byId('message-list', HTMLElement);
  #empty = byId('messages-empty', HTMLElement);
  /** @type {Map<string, HTMLElement>} */
  #rows = new Map();

  /**
   * @param {import('../api.js').OwnerApi} api
   * @param {() => Promise<void>} changed reads all anew
   */
  constructor(api, changed) {
    this.#api = api;
    this.#changed = changed;
  }

  /** @param {Message[] | null} messages null where the server takes none */
  update(messages) {
    this.#section.hidden = messages === null;
    this.#link.hidden = messages === null;
    if (messages === null) return;
    this.#empty.hidden = messages.length > 0;
    updateRows(this.#list, messages, ({ id }) => id, this.#rows, (message) => this.#row(message), showMeta);
  }

  /** @param {Message} message */
  #row(message) {
    const erase = confirmButton({
      words: 'Erase',
      question: 'Erase for good?',
      label: `the message of ${shortDay(message.received)}`,
      act: () => this.#erase(message),
    });
    return element(
      'li',
      { class: 'entry' },
      element('p', { class: 'words said', dir: 'auto' }, message.message),
      element('p', { class: 'meta' }),
      element('div', { class: 'actions' }, ...replyLink(message.replyTo), erase),
    );
  }

  /** @param {Message} message */
  async #erase(message) {
    try {
      await this.#api.erase('messages', message.id);
      this.#heading.focus();
      setText(this.#status, 'Erased.');
      await this.#changed();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setText(this.#status, error.message);
    }
  }
}

/** @param {string | null} replyTo in the visitor's words */
function replyLink(replyTo) {
  if (!replyTo) return [];
  return ADDRESS.test(replyTo)
    ? [element('a', { class: 'button', href: `mailto:${encodeURIComponent(replyTo)}` }, `Reply to ${replyTo}`)]
    : [element('span', { class: 'meta' }, `Reply to: ${replyTo}`)];
}

/**
 * @param {HTMLElement} row
 * @param {Message} message
 */
function showMeta(row, { received, attempts, lastCause }) {
  const words = [`Left on ${shortDay(received)}`];
  if (attempts > 0) words.push(`not delivered yet, after ${plural(attempts, 'attempt')}${lastCause ? `: ${lastCause}` : ''}`);
  const meta = row.querySelector('.meta');
  if (meta) setText(meta, words.join(' · '));
}
