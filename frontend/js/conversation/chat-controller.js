import { ResumableStream } from '../api/resumable-stream.js';
import { askableAt, reduceConversation, NO_CONVERSATION, openExchange } from './conversation-reducer.js';
import { historyOf } from './history.js';
import { randomId } from './random-id.js';

/**
 * The page that shows the conversation.
 *
 * @typedef {object} ChatHost
 * @property {() => { historyTurns: number, historyCharacters: number }} limits
 * @property {() => string} page the address the visitor asks on
 * @property {(conversation: import('./conversation-reducer.js').Conversation, exchange?: string) => void} onChange
 *   with the key of the exchange where it was one answer that changed
 * @property {() => number} silenceMillis after which a connection counts as lost
 */

/** @type {ChatHost} */
const NO_HOST = Object.freeze({
  limits: () => ({ historyTurns: 0, historyCharacters: 0 }),
  page: () => '',
  onChange: () => {},
  silenceMillis: () => 0,
});

/** How long a model may be silent before the page says that it still waits. */
const LONG_SILENCE_MILLIS = 12_000;

/** The conversation in progress: takes the visitor's wishes, runs the reader of the open answer, and reports every change. */
export class ChatController {
  #client;
  #host = NO_HOST;
  /** @type {import('./conversation-reducer.js').Conversation} */
  #conversation = NO_CONVERSATION;
  /** @type {ResumableStream | null} */
  #reader = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #silence;

  /** @param {import('../api/chat-client.js').ChatClient} client */
  constructor(client) {
    this.#client = client;
  }

  /** @param {ChatHost} host takes the place of the one before, in mid answer too */
  serve(host) {
    this.#host = host;
    host.onChange(this.#conversation);
  }

  get conversation() {
    return this.#conversation;
  }

  /** A new question can be sent: none is open, and the server did not ask to wait. */
  get isAskable() {
    return !openExchange(this.#conversation) && askableAt(this.#conversation) <= Date.now();
  }

  /**
   * Takes up where an earlier page left off: an open answer is read on.
   *
   * @param {import('./conversation-reducer.js').Conversation} conversation
   */
  start(conversation) {
    this.#conversation = conversation;
    this.#host.onChange(conversation);
    const open = openExchange(conversation);
    if (!open) return;
    if (!open.answer.streamId) return this.#dispatch(open.key, { type: 'interrupted' });
    this.#dispatch(open.key, { type: 'lost' });
    void this.#read(open.key).resume(open.answer.streamId, open.answer.position);
  }

  /**
   * @param {string} question
   * @param {{ fresh?: boolean }} [how]
   */
  ask(question, { fresh = false } = {}) {
    if (!this.isAskable) return;
    const { limits, page } = this.#host;
    const history = historyOf(this.#conversation.exchanges, limits());
    const key = randomId();
    this.#apply({ type: 'asked', key, question });
    this.#listen(key);
    void this.#read(key).ask({ message: question, history, page: page(), ...(fresh && { fresh }) }, key);
  }

  /** Lets the newest answer, which broke off, go on where it did. */
  goOn() {
    const exchange = this.#conversation.exchanges.at(-1);
    if (!exchange || !this.isAskable) return;
    const { limits, page } = this.#host;
    const { key, question, answer } = exchange;
    const history = historyOf(this.#conversation.exchanges.slice(0, -1), limits());
    const continues = answer.text.slice(-limits().historyCharacters);
    this.#apply({ type: 'continued', key });
    this.#listen(key);
    void this.#read(key).ask({ message: question, history, page: page(), continues }, randomId());
  }

  /**
   * Asks a question again in its place, in the same words or in others; all that came after it is forgotten. Nothing happens
   * while the server asks to wait.
   *
   * @param {string} key
   * @param {string} [words]
   * @returns {boolean} whether it was asked
   */
  askAgain(key, words) {
    const exchange = this.#conversation.exchanges.find((candidate) => candidate.key === key);
    if (!exchange || askableAt(this.#conversation) > Date.now()) return false;
    const { question, answer } = exchange;
    const same = (words ?? question) === question;
    this.stop();
    this.#apply({ type: 'withdrawn', key });
    this.ask(words ?? question, { fresh: same && answer.ending?.kind === 'finished' });
    return true;
  }

  stop() {
    const open = openExchange(this.#conversation);
    if (!open) return;
    this.#reader?.stop();
    this.#reader = null;
    this.#dispatch(open.key, { type: 'stopped' });
  }

  /**
   * Keeps the visitor's opinion of an answer once the server has counted it.
   *
   * @param {string} key
   * @param {boolean} helpful
   * @returns {Promise<boolean>} whether it counts
   */
  async rate(key, helpful) {
    const before = this.#conversation.exchanges.find((exchange) => exchange.key === key)?.answer;
    if (!before || before.helpful === helpful) return true;
    this.#apply({ type: 'rated', key, helpful });
    const counted = await this.#client.rate(before.streamId, helpful);
    if (!counted) this.#apply({ type: 'rated', key, helpful: before.helpful });
    return counted;
  }

  /**
   * Says why an answer did not help, after the visitor has said that it didn't.
   *
   * @param {string} key
   * @param {string} reason
   * @returns {Promise<boolean>} whether it counts
   */
  async explain(key, reason) {
    const answer = this.#conversation.exchanges.find((exchange) => exchange.key === key)?.answer;
    if (!answer) return true;
    this.#apply({ type: 'explained', key, reason });
    return this.#client.rate(answer.streamId, false, reason);
  }

  /** @returns {import('./conversation-reducer.js').Conversation} what was there before */
  startOver() {
    this.stop();
    const before = this.#conversation;
    this.#apply({ type: 'cleared' });
    return before;
  }

  /**
   * Takes an earlier conversation up again, unless another has begun.
   *
   * @param {import('./conversation-reducer.js').Conversation} conversation
   */
  restore(conversation) {
    if (this.#conversation.exchanges.length === 0) this.#apply({ type: 'restored', conversation });
  }

  /** @param {string} key */
  #read(key) {
    this.#reader = new ResumableStream(this.#client, (event) => this.#dispatch(key, event), () => this.#host.silenceMillis());
    return this.#reader;
  }

  /**
   * @param {string} key
   * @param {import('./conversation-reducer.js').AnswerChanged['event']} event
   */
  #dispatch(key, event) {
    this.#listen(key);
    this.#apply({ type: 'answerEvent', key, event, now: Date.now() }, key);
  }

  /**
   * Says so where nothing is heard of an open answer for long: heartbeats keep the connection, and say nothing of the model.
   *
   * @param {string} key
   */
  #listen(key) {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => {
      if (openExchange(this.#conversation)?.key === key) this.#dispatch(key, { type: 'silent' });
    }, LONG_SILENCE_MILLIS);
  }

  /**
   * @param {import('./conversation-reducer.js').Action} action
   * @param {string} [exchange]
   */
  #apply(action, exchange) {
    this.#conversation = reduceConversation(this.#conversation, action);
    this.#host.onChange(this.#conversation, exchange);
  }
}
