import { NO_ANSWER } from './answer.js';
import { NO_CONVERSATION } from './conversation.js';
import { newKey } from './key.js';

/** @typedef {import('./conversation.js').Conversation} Conversation */

const PREFIX = 'porchlight.conversation.';
const KEPT = 3;
const MINE = 'porchlight.tab';

/**
 * Keeps each tab's conversation in the browser, under a name that the tab holds a lock on: a reload finds its own again, a new
 * tab takes up the newest that no other tab holds. Where storage is blocked, nothing is kept and `remembers` is false.
 */
export class ConversationStore {
  #name = '';
  #local = storage(() => localStorage);
  #session = storage(() => sessionStorage);

  get remembers() {
    return this.#local !== null;
  }

  /** @returns {Promise<Conversation>} */
  async open() {
    const mine = this.#session?.getItem(MINE);
    if (mine) this.#name = (await hold(mine, 300)) ? mine : '';
    else this.#name = await this.#firstFree();
    const conversation = read(this.#local?.getItem(this.#name || (mine ?? '')));
    if (!this.#name) {
      this.#name = PREFIX + newKey();
      await hold(this.#name, 0);
    }
    this.#session?.setItem(MINE, this.#name);
    this.#names().slice(KEPT).forEach((name) => this.#local?.removeItem(name));
    return conversation;
  }

  /** @param {Conversation} conversation */
  save(conversation) {
    if (!this.#local) return;
    try {
      if (conversation.exchanges.length === 0) this.#local.removeItem(this.#name);
      else this.#local.setItem(this.#name, JSON.stringify({ ...conversation, savedAt: Date.now() }));
    } catch {
      this.#local = null; // full, or withdrawn meanwhile: what is on the page goes on without
    }
  }

  async #firstFree() {
    for (const name of this.#names()) if (await hold(name, 0)) return name;
    return '';
  }

  /** @returns {string[]} the newest first */
  #names() {
    const local = this.#local;
    if (!local) return [];
    const savedAt = (/** @type {string} */ name) => Number(parsed(local.getItem(name)).savedAt ?? 0);
    return Object.keys(local)
      .filter((name) => name.startsWith(PREFIX))
      .sort((one, other) => savedAt(other) - savedAt(one));
  }
}

/**
 * @param {() => Storage} open
 * @returns {Storage | null} null where the browser blocks it
 */
function storage(open) {
  try {
    open().getItem(MINE);
    return open();
  } catch {
    return null;
  }
}

/**
 * Holds the lock for as long as the page lives.
 *
 * @param {string} name
 * @param {number} patienceMillis how long another page may still hold it
 * @returns {Promise<boolean>} true too where the browser has no locks
 */
function hold(name, patienceMillis) {
  if (!navigator.locks) return Promise.resolve(true);
  const options = patienceMillis > 0 ? { signal: AbortSignal.timeout(patienceMillis) } : { ifAvailable: true };
  return new Promise((resolve) => {
    const held = (/** @type {Lock | null} */ lock) => {
      resolve(lock !== null);
      return lock && new Promise(() => {});
    };
    navigator.locks.request(name, options, held).catch(() => resolve(false));
  });
}

/**
 * @param {string | null | undefined} text
 * @returns {{ exchanges?: unknown, savedAt?: unknown }}
 */
function parsed(text) {
  try {
    return JSON.parse(text ?? '') ?? {};
  } catch {
    return {};
  }
}

/**
 * @param {string | null | undefined} text
 * @returns {Conversation}
 */
function read(text) {
  const { exchanges } = parsed(text);
  if (!Array.isArray(exchanges)) return NO_CONVERSATION;
  const whole = exchanges.filter((exchange) => exchange?.key && typeof exchange.question === 'string');
  return { exchanges: whole.map((exchange) => ({ ...exchange, answer: { ...NO_ANSWER, ...exchange.answer } })) };
}
