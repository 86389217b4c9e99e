import { StreamingView } from '../markdown/streaming-view.js';
import { element } from '../dom/element.js';
import { authorText, endingText, progressText } from './status-text.js';
import { markEdges } from './edge-fades.js';
import { AnswerActions } from './answer-actions.js';
import { NextQuestions } from './next-questions.js';
import { QuestionView } from './question-view.js';
import { sourceId, sourcesView } from './sources-view.js';
import { UnhelpfulReasons } from './unhelpful-reasons.js';
import { placeDot } from './writing-dot.js';

/** @typedef {import('../conversation/conversation-reducer.js').Exchange} Exchange */
/** @typedef {import('../i18n/strings.js').Strings} Strings */
/** @typedef {import('./question-view.js').QuestionOptions & { onFrozen: (words: string) => void, hasModel: () => boolean, takesMessages: () => boolean }} ExchangeOptions */

/** One question and its answer on the page. */
export class ExchangeView {
  element;
  #strings;
  #markdown;
  #author = element('p', { class: 'author', hidden: '' });
  #sources = element('div', { class: 'sources-frame', hidden: '' });
  #dot = element('span', { class: 'dots', 'aria-hidden': 'true' });
  #progress = element('p', { class: 'progress' }, this.#dot, element('span'));
  #ending = element('p', { class: 'ending', hidden: '' });
  #actions;
  #reasons;
  #next;
  #foot = element('div', { class: 'foot' });
  /** @type {Exchange} */
  #exchange;

  /**
   * @param {Exchange} exchange
   * @param {ExchangeOptions} options `onFrozen` receives the text of each complete block
   */
  constructor(exchange, options) {
    const { strings, onFrozen, hasModel, takesMessages } = options;
    this.#exchange = exchange;
    this.#strings = strings;
    this.#actions = new AnswerActions({ strings, hasModel, takesMessages });
    this.#reasons = new UnhelpfulReasons(strings);
    this.#next = new NextQuestions(strings);
    this.#markdown = new StreamingView({
      addressOf: (number) => (this.#exchange.answer.sources[number - 1] ? `#${sourceId(exchange.key, number)}` : null),
      isOwnImage: (address) => this.#exchange.answer.images.includes(address),
      onFrozen,
      copyLabel: strings.text('action.copy'),
      wrapLabel: strings.text('action.wrap'),
    });
    const question = new QuestionView(exchange, options);
    this.element = element('article', { class: 'exchange', id: `exchange-${exchange.key}` }, question.element, this.#answer());
  }

  /**
   * @param {Exchange} exchange
   * @param {boolean} newest
   * @param {number} now in milliseconds since the epoch
   */
  render(exchange, newest, now) {
    const { answer } = (this.#exchange = exchange);
    const over = answer.phase === 'ended';
    this.element.dataset.phase = answer.phase;
    this.#markdown.update(answer.text, { over, whole: answer.ending?.kind === 'finished' });
    this.#markEdges(over);
    write(this.#author, authorText(answer, this.#strings));
    this.#author.classList.toggle('earlier', answer.by === 'model');
    this.#renderProgress(answer);
    write(this.#ending, answer.ending ? endingText(answer.ending, this.#strings) : '');
    this.#ending.dataset.kind = answer.ending?.kind;
    this.#renderSources(answer);
    this.#actions.render(answer, newest, now);
    this.#reasons.render(answer);
    this.#next.render(answer, newest);
  }

  /** @param {boolean} over while more comes, only what is at its end can have changed */
  #markEdges(over) {
    const blocks = [...this.#markdown.element.children];
    blocks.slice(over ? 0 : -2).forEach(markEdges);
  }

  #answer() {
    const heading = element('h2', { class: 'visually-hidden' }, this.#strings.text('turn.answered'));
    this.#foot.append(this.#sources, this.#actions.element);
    const parts = [heading, this.#author, this.#markdown.element, this.#progress, this.#ending, this.#foot, this.#reasons.element, this.#next.element];
    return element('div', { class: 'answer' }, ...parts);
  }

  /** @param {import('../conversation/answer-reducer.js').Answer} answer */
  #renderSources(answer) {
    const isShown = answer.phase === 'ended' && answer.sources.length > 0;
    const state = isShown ? answer.cited.join() : '';
    this.#sources.hidden = !isShown;
    if (!isShown || this.#sources.dataset.cited === state) return;
    this.#sources.dataset.cited = state;
    this.#sources.replaceChildren(sourcesView(answer, this.#exchange.key, this.#strings));
  }

  /** @param {import('../conversation/answer-reducer.js').Answer} answer */
  #renderProgress(answer) {
    const isWriting = answer.phase === 'writing' && !answer.reconnecting && answer.text.trim() !== '';
    write(this.#progress.lastElementChild, progressText(answer, this.#strings));
    this.#progress.hidden = answer.phase === 'ended';
    this.#progress.classList.toggle('quiet', isWriting);
    if (isWriting) placeDot(this.#dot, this.#markdown.element);
    else this.#dot.style.translate = '';
  }
}

/**
 * @param {Element | null} place hidden where there is nothing to say
 * @param {string} words
 */
function write(place, words) {
  if (!(place instanceof HTMLElement)) return;
  place.hidden = words === '';
  if (place.textContent !== words) place.textContent = words;
}
