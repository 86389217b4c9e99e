import { browserStorage, tabStorage } from '../storage.js';
import { NO_ANSWER } from './answer-reducer.js';
import { NO_CONVERSATION } from './conversation-reducer.js';
import { randomId } from './random-id.js';

/** @typedef {import('./conversation-reducer.js').Conversation} Conversation */

const PREFIX = 'porchlight.conversation.';
const KEPT = 3;
const MINE = 'porchlight.tab';

/**
 * Keeps each tab's conversation in the browser, under a name that the tab holds a lock on: a reload finds its own again, a new
 * tab takes up the newest that no other tab holds. Where storage is blocked, nothing is kept and `remembers` is false.
 */
export class ConversationStore {
  #name = '';

  get remembers() {
    return browserStorage.isOpen;
  }

  /** @returns {Promise<Conversation>} */
  async open() {
    const mine = tabStorage.get(MINE);
    if (mine) this.#name = (await hold(mine, 300)) ? mine : '';
    else this.#name = await firstFree();
    const conversation = read(browserStorage.get(this.#name || (mine ?? '')));
    if (!this.#name) {
      this.#name = PREFIX + randomId();
      await hold(this.#name, 0);
    }
    tabStorage.set(MINE, this.#name);
    kept().slice(KEPT).forEach((name) => browserStorage.set(name, null));
    return conversation;
  }

  /** @param {Conversation} conversation */
  save(conversation) {
    const isEmpty = conversation.exchanges.length === 0;
    browserStorage.set(this.#name, isEmpty ? null : JSON.stringify({ ...conversation, savedAt: Date.now() }));
  }
}

/** @returns {string[]} the names of what is kept, the newest first */
function kept() {
  const savedAt = (/** @type {string} */ name) => Number(parsed(browserStorage.get(name)).savedAt ?? 0);
  const names = browserStorage.names.filter((name) => name.startsWith(PREFIX));
  return names.sort((one, other) => savedAt(other) - savedAt(one));
}

async function firstFree() {
  for (const name of kept()) if (await hold(name, 0)) return name;
  return '';
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
 * @param {string | null} text
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
 * @param {string | null} text
 * @returns {Conversation}
 */
function read(text) {
  const { exchanges } = parsed(text);
  if (!Array.isArray(exchanges)) return NO_CONVERSATION;
  const whole = exchanges.filter((exchange) => exchange?.key && typeof exchange.question === 'string');
  return { exchanges: whole.map((exchange) => ({ ...exchange, answer: { ...NO_ANSWER, ...exchange.answer } })) };
}
