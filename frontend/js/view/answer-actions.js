import { element } from '../dom/element.js';
import { icon } from './icons.js';

/** @typedef {'copy' | 'retry' | 'continue' | 'helpful' | 'unhelpful' | 'leave-message'} AnswerAction */
/** @typedef {import('../conversation/answer-reducer.js').Answer} Answer */

/** Only these have their words beside their icon, where they are what the visitor most likely wants next. */
const LED = new Set(['retry', 'continue', 'leave-message']);

/** What can be done with an answer that is over. */
export class AnswerActions {
  element = element('div', { class: 'actions', hidden: '' });
  #strings;
  #hasModel;
  #takesMessages;

  /**
   * @param {Object} options
   * @param {import('../i18n/strings.js').Strings} options.strings
   * @param {() => boolean} options.hasModel whether a model could be asked
   * @param {() => boolean} options.takesMessages whether a message can be left for the owner
   */
  constructor({ strings, hasModel, takesMessages }) {
    this.#strings = strings;
    this.#hasModel = hasModel;
    this.#takesMessages = takesMessages;
  }

  /**
   * @param {Answer} answer
   * @param {boolean} newest
   * @param {number} now in milliseconds since the epoch
   */
  render({ ending, text, helpful, by }, newest, now) {
    this.element.hidden = !ending;
    if (!ending) return;
    const finished = ending.kind === 'finished';
    const isOwners = by === 'faq' && this.#hasModel();
    this.#offer('continue', newest && !finished && Boolean(text), this.#strings.text('action.continue'), true);
    this.#offer('copy', Boolean(text), this.#strings.text('action.copy'), false);
    this.#offerOpinion('helpful', finished, helpful === true);
    this.#offerOpinion('unhelpful', finished, helpful === false);
    const wait = Math.max(0, Math.ceil(((ending.retryAt ?? 0) - now) / 1000));
    const again = this.#strings.text(finished ? (isOwners ? 'action.askModel' : 'action.regenerate') : 'action.retry');
    const words = wait > 0 ? this.#strings.text('action.retryIn', { time: this.#strings.duration(wait) }) : again;
    const retry = this.#offer('retry', newest, words, !finished || isOwners);
    if (retry) retry.disabled = wait > 0;
    const isUnhelped = ending.kind === 'failed' || ending.unanswered === true;
    this.#offer('leave-message', newest && isUnhelped && this.#takesMessages(), this.#strings.text('message.leave'), true);
  }

  /**
   * @param {'helpful' | 'unhelpful'} opinion
   * @param {boolean} offered
   * @param {boolean} pressed
   */
  #offerOpinion(opinion, offered, pressed) {
    const button = this.#offer(opinion, offered, this.#strings.text(`feedback.${opinion}`), false);
    if (button) button.ariaPressed = String(pressed);
  }

  /**
   * @param {AnswerAction} action
   * @param {boolean} offered
   * @param {string} words
   * @param {boolean} isLed its words are seen beside its icon
   */
  #offer(action, offered, words, isLed) {
    const present = /** @type {HTMLButtonElement | null} */ (this.element.querySelector(`[data-action="${action}"]`));
    if (!offered) return present?.remove();
    const button = present ?? this.#button(action);
    button.classList.toggle('led', isLed && LED.has(action));
    if (!button.dataset.said) write(button, words);
    return button;
  }

  /** @param {AnswerAction} action */
  #button(action) {
    const button = element('button', { type: 'button', class: 'action', 'data-action': action }, icon(action === 'leave-message' ? 'message' : action), element('span'));
    this.element.append(button);
    return button;
  }
}

/**
 * @param {HTMLButtonElement} button
 * @param {string} words
 */
function write(button, words) {
  const place = button.querySelector('span');
  if (place && place.textContent !== words) place.textContent = words;
  if (button.title !== words) button.title = words;
}
