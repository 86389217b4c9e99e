import { AnswerEditor } from '../answer-editor.js';
import { ApiError } from '../api.js';
import { confirmButton } from '../confirm-button.js';
import { button, byId, element, setText, updateRows } from '../dom.js';
import { plural, reasonName, shortDay } from '../words.js';

/** @typedef {{ id: string, question: string, times: number, visitors: number, reasons: string[], lastAsked: string }} Question */

/** What visitors asked in vain: the owner writes the answer, or erases the question. */
export class Unanswered {
  #api;
  #changed;
  #heading = byId('unanswered-heading', HTMLElement);
  #status = byId('unanswered-status', HTMLElement);
  #list = byId('unanswered-list', HTMLElement);
  #empty = byId('unanswered-empty', HTMLElement);
  #cannotWrite = byId('faq-problem', HTMLElement);
  #write = byId('write-any', HTMLButtonElement);
  #place = byId('write-any-place', HTMLElement);
  /** @type {Map<string, HTMLElement>} */
  #rows = new Map();

  /**
   * @param {import('../api.js').OwnerApi} api
   * @param {() => Promise<void>} changed reads all anew
   */
  constructor(api, changed) {
    this.#api = api;
    this.#changed = changed;
    this.#write.addEventListener('click', () => this.#open(this.#place, this.#write, ''));
  }

  /** @param {Question[]} questions */
  update(questions) {
    this.#empty.hidden = questions.length > 0;
    updateRows(this.#list, questions, ({ id }) => id, this.#rows, (question) => this.#row(question), showMeta);
  }

  /** @param {string | null} problem why no answer can be written */
  updateFaq(problem) {
    this.#cannotWrite.hidden = problem === null;
    setText(this.#cannotWrite, problem === null ? '' : `Answers can’t be written here. ${problem}`);
    document.body.classList.toggle('cannot-write', problem !== null);
  }

  /** @param {Question} question */
  #row(question) {
    const place = element('div');
    const write = button('Write the answer', () => this.#open(place, write, question.question, question.id), 'button needs-faq');
    write.append(element('span', { class: 'visually-hidden' }, ` to “${question.question}”`));
    const erase = confirmButton({
      words: 'Erase',
      question: 'Erase for good?',
      label: `“${question.question}”`,
      act: () => this.#erase(question),
    });
    return element(
      'li',
      { class: 'entry' },
      element('p', { class: 'words', dir: 'auto' }, question.question),
      element('p', { class: 'meta' }),
      element('div', { class: 'actions' }, write, erase),
      place,
    );
  }

  /**
   * @param {HTMLElement} place
   * @param {HTMLElement} opener gets the focus back
   * @param {string} question
   * @param {string} [id] of the unanswered question
   */
  #open(place, opener, question, id) {
    if (place.firstChild) {
      place.querySelector('textarea')?.focus();
      return;
    }
    const close = () => {
      place.replaceChildren();
      opener.setAttribute('aria-expanded', 'false');
      opener.focus();
    };
    const editor = new AnswerEditor({
      question,
      cancel: close,
      save: async (asked, answer) => {
        const { live } = await this.#api.writeAnswer({ question: asked, answer, ...(id && { unanswered: id }) });
        close();
        this.#say(
          live
            ? 'Published: whoever begins with this question gets your answer from now on.'
            : 'Written into faq.md. It shares too few words with a question to be given word for word, but the model knows it.',
        );
        if (id) this.#heading.focus();
        await this.#changed();
      },
    });
    place.append(editor.element);
    opener.setAttribute('aria-expanded', 'true');
    editor.focus();
  }

  /** @param {Question} question */
  async #erase(question) {
    try {
      await this.#api.erase('unanswered', question.id);
      this.#heading.focus();
      this.#say('Erased.');
      await this.#changed();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#say(error.message);
    }
  }

  /** @param {string} words */
  #say(words) {
    setText(this.#status, words);
  }
}

/**
 * @param {HTMLElement} row
 * @param {Question} question
 */
function showMeta(row, { times, visitors, reasons, lastAsked }) {
  const often = `Asked ${times === 1 ? 'once' : plural(times, 'time')}${visitors > 1 ? ` by ${plural(visitors, 'visitor')}` : ''}`;
  const words = [often, `last on ${shortDay(lastAsked)}`, ...reasons.map(reasonName)].join(' · ');
  const meta = row.querySelector('.meta');
  if (meta) setText(meta, words);
}
