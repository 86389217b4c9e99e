import { element } from '../dom/element.js';

export const REASONS = /** @type {const} */ (['wrong', 'not_found', 'out_of_date', 'other']);

/** @typedef {(typeof REASONS)[number]} Reason */

/** Asks, once and without any need to answer, why an answer did not help. */
export class UnhelpfulReasons {
  element = element('div', { class: 'reasons', role: 'group', hidden: '' });
  #strings;

  /** @param {import('../i18n/strings.js').Strings} strings */
  constructor(strings) {
    this.#strings = strings;
  }

  /** @param {import('../conversation/answer-reducer.js').Answer} answer */
  render({ helpful, reason }) {
    const isAsked = helpful === false && reason === undefined;
    const isThanked = helpful === false && typeof reason === 'string';
    this.element.hidden = !isAsked && !isThanked;
    const state = isAsked ? 'asked' : 'thanked';
    if (this.element.hidden || this.element.dataset.state === state) return;
    this.element.dataset.state = state;
    if (isAsked) this.#ask();
    else this.element.replaceChildren(element('p', {}, this.#strings.text('feedback.thanks')));
  }

  #ask() {
    const question = this.#strings.text('feedback.why');
    const buttons = REASONS.map((reason) =>
      element('button', { type: 'button', class: 'reason', 'data-action': 'reason', 'data-reason': reason }, this.#strings.text(`feedback.${reason}`)),
    );
    this.element.ariaLabel = question;
    this.element.replaceChildren(element('p', {}, question), ...buttons);
  }
}
