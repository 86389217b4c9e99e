import { StreamingView } from '../markdown/streaming-view.js';
import { element } from '../dom/element.js';
import { authorText, endingText, progressText } from './status-text.js';
import { icon } from './icons.js';
import { QuestionView } from './question-view.js';
import { sourceId, sourcesView } from './sources-view.js';

/** @typedef {import('../conversation/conversation-reducer.js').Exchange} Exchange */
/** @typedef {import('../i18n/strings.js').Strings} Strings */
/** @typedef {'copy' | 'retry' | 'continue' | 'helpful' | 'unhelpful' | 'leave-message'} ExchangeAction */
/** @typedef {import('./question-view.js').QuestionOptions & { onFrozen: (words: string) => void, hasModel: () => boolean, takesMessages: () => boolean }} ExchangeOptions */

/** One question and its answer on the page. */
export class ExchangeView {
  element;
  #strings;
  #hasModel;
  #takesMessages;
  #markdown;
  #author = element('p', { class: 'author', hidden: '' });
  #sources = element('div', { class: 'sources-frame' });
  #progress = element('p', { class: 'progress' }, element('span', { class: 'dots', 'aria-hidden': 'true' }), element('span'));
  #ending = element('p', { class: 'ending', hidden: '' });
  #actions = element('div', { class: 'actions', hidden: '' });
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
    this.#hasModel = hasModel;
    this.#takesMessages = takesMessages;
    this.#markdown = new StreamingView({
      addressOf: (number) => (this.#exchange.answer.sources[number - 1] ? `#${sourceId(exchange.key, number)}` : null),
      onFrozen,
      copyLabel: strings.text('action.copy'),
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
    write(this.#author, authorText(answer, this.#strings));
    write(this.#progress.lastElementChild, progressText(answer, this.#strings));
    this.#progress.hidden = over;
    this.#progress.classList.toggle('quiet', answer.phase === 'writing' && !answer.reconnecting);
    if (answer.ending) write(this.#ending, endingText(answer.ending, this.#strings));
    this.#ending.dataset.kind = answer.ending?.kind;
    this.#renderSources(answer);
    this.#renderActions(answer, newest, now);
  }

  #answer() {
    const heading = element('h2', { class: 'visually-hidden' }, this.#strings.text('turn.answered'));
    const parts = [heading, this.#author, this.#markdown.element, this.#progress, this.#ending, this.#sources, this.#actions];
    return element('div', { class: 'answer' }, ...parts);
  }

  /** @param {import('../conversation/answer-reducer.js').Answer} answer */
  #renderSources({ sources, cited, phase }) {
    if (sources.length > 0 && !this.#sources.firstChild) {
      this.#sources.append(sourcesView(sources, this.#exchange.key, this.#strings));
    }
    if (phase !== 'ended' || cited.length === 0) return;
    this.#sources.querySelectorAll('li').forEach((item, at) => item.classList.toggle('uncited', !cited.includes(at + 1)));
  }

  /**
   * @param {import('../conversation/answer-reducer.js').Answer} answer
   * @param {boolean} newest
   * @param {number} now
   */
  #renderActions({ ending, text, helpful, by }, newest, now) {
    this.#actions.hidden = !ending;
    if (!ending) return;
    const finished = ending.kind === 'finished';
    const unfinished = ending.kind === 'stopped' || ending.kind === 'cut_off';
    this.#offer('copy', Boolean(text), this.#strings.text('action.copy'));
    this.#offerOpinion('helpful', finished, helpful === true);
    this.#offerOpinion('unhelpful', finished, helpful === false);
    this.#offer('continue', newest && unfinished && Boolean(text), this.#strings.text('action.continue'));
    const wait = Math.max(0, Math.ceil(((ending.retryAt ?? 0) - now) / 1000));
    const anew = by === 'faq' && this.#hasModel() ? 'action.askModel' : 'action.regenerate';
    const again = this.#strings.text(finished ? anew : 'action.retry');
    const words = wait > 0 ? this.#strings.text('action.retryIn', { time: this.#strings.duration(wait) }) : again;
    const retry = this.#offer('retry', newest, words);
    if (retry) retry.disabled = wait > 0;
    const unhelped = ending.kind === 'failed' || ending.unanswered === true;
    this.#offer('leave-message', newest && unhelped && this.#takesMessages(), this.#strings.text('message.leave'));
  }

  /**
   * @param {'helpful' | 'unhelpful'} opinion
   * @param {boolean} offered
   * @param {boolean} pressed
   */
  #offerOpinion(opinion, offered, pressed) {
    const button = this.#offer(opinion, offered, '');
    if (!button) return;
    button.ariaPressed = String(pressed);
    button.ariaLabel = button.title = this.#strings.text(`feedback.${opinion}`);
  }

  /**
   * @param {ExchangeAction} action
   * @param {boolean} offered
   * @param {string} words
   */
  #offer(action, offered, words) {
    const present = /** @type {HTMLButtonElement | null} */ (this.#actions.querySelector(`[data-action="${action}"]`));
    if (!offered) return present?.remove();
    const button = present ?? this.#button(action);
    if (!button.dataset.said) write(button.lastElementChild, words);
    return button;
  }

  /** @param {ExchangeAction} action */
  #button(action) {
    const name = action === 'leave-message' ? 'message' : action;
    const button = element('button', { type: 'button', class: 'action', 'data-action': action }, icon(name), element('span'));
    this.#actions.append(button);
    return button;
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
