import { element } from '../dom/element.js';

/** What may be asked next, one press away: below the newest answer, and only where it is whole. */
export class NextQuestions {
  element = element('ul', { class: 'next', hidden: '' });

  /** @param {import('../i18n/strings.js').Strings} strings */
  constructor(strings) {
    this.element.ariaLabel = strings.text('next.title');
  }

  /**
   * @param {import('../conversation/answer-reducer.js').Answer} answer
   * @param {boolean} newest
   */
  render(answer, newest) {
    const isOffered = newest && answer.ending?.kind === 'finished';
    const questions = isOffered ? (answer.next ?? []) : [];
    this.element.hidden = questions.length === 0;
    if (this.element.dataset.for === questions.join('\n')) return;
    this.element.dataset.for = questions.join('\n');
    this.element.replaceChildren(...questions.map(itemOf));
  }
}

/** @param {string} question */
function itemOf(question) {
  return element('li', {}, element('button', { type: 'button', class: 'reason', 'data-action': 'suggest', dir: 'auto' }, question));
}
