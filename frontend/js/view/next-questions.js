import { element } from '../dom/element.js';

const MOST = 3;

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
    const questions = isOffered ? nextOf(answer) : [];
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

/**
 * @param {import('../conversation/answer-reducer.js').Answer} answer
 * @returns {string[]} of the passages that it cites, in turn, without what it has told already
 */
function nextOf({ sources, cited }) {
  const told = cited.map((number) => sources[number - 1]?.title ?? '');
  const lists = cited.map((number) => sources[number - 1]?.next ?? []);
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  const inTurn = Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list.slice(at, at + 1))).flat();
  const fresh = inTurn.filter((question) => !told.some((title) => title.endsWith(question)));
  return [...new Set(fresh)].slice(0, MOST);
}
