import { openExchange } from '../conversation/conversation-reducer.js';
import { endingText, progressText } from './status-text.js';

/** @typedef {import('../conversation/conversation-reducer.js').Conversation} Conversation */

/** Decides what is worth saying aloud: that an answer begins, its text block by block, what it waits for, and how it ended. */
export class AnswerNarration {
  #liveRegion;
  #strings;
  /** The exchange that this page saw being answered: what was kept from earlier is not read out. */
  #live = '';
  #said = '';

  /**
   * @param {import('./live-region.js').LiveRegion} announcer
   * @param {import('../i18n/strings.js').Strings} strings
   */
  constructor(announcer, strings) {
    this.#liveRegion = announcer;
    this.#strings = strings;
  }

  /** @param {Conversation} conversation that changed, and is about to be drawn */
  changed(conversation) {
    const open = openExchange(conversation);
    if (!open || open.key === this.#live) return;
    this.#live = open.key;
    this.#said = '';
  }

  /**
   * @param {string} exchange
   * @param {string} words of a complete block
   */
  block(exchange, words) {
    if (exchange === this.#live) this.#liveRegion.say(words);
  }

  /** @param {Conversation} conversation as the page shows it now */
  drawn(conversation) {
    const newest = conversation.exchanges.at(-1);
    if (newest?.key !== this.#live) return;
    const words = this.#wordsFor(newest.answer);
    if (words === this.#said) return;
    this.#said = words;
    this.#liveRegion.say(words);
  }

  /** @param {import('../conversation/answer-reducer.js').Answer} answer */
  #wordsFor(answer) {
    if (answer.ending) return endingText(answer.ending, this.#strings) || this.#strings.text('ending.finished');
    const queue = answer.queue && { position: answer.queue.position };
    return progressText({ ...answer, queue }, this.#strings);
  }
}
