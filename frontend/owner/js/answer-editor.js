import { ApiError } from './api.js';
import { button, element, setText } from './dom.js';

const MAX_QUESTION = 300;
const MAX_ANSWER = 10_000;
let editors = 0;

/** Where the owner writes an answer of their own. */
export class AnswerEditor {
  #save;
  #id = `editor-${++editors}`;
  #question = element('textarea', { id: `${this.#id}-question`, rows: '1', maxlength: String(MAX_QUESTION), dir: 'auto' });
  #answer = element('textarea', { id: `${this.#id}-answer`, rows: '5', maxlength: String(MAX_ANSWER), dir: 'auto' });
  #problem = element('p', { id: `${this.#id}-problem`, class: 'problem', role: 'alert' });
  #submit = element('button', { type: 'submit', class: 'button strong' }, 'Save and publish');

  /**
   * @param {{ question: string, save: (question: string, answer: string) => Promise<void>, cancel: () => void }} options `save` may
   *   throw an ApiError, which is then shown
   */
  constructor({ question, save, cancel }) {
    this.#save = save;
    this.#question.value = question;
    const hint = element('p', { class: 'hint', id: `${this.#id}-hint` }, 'Markdown, without headings. Visitors who begin with this question get it word for word.');
    this.#answer.setAttribute('aria-describedby', `${hint.id} ${this.#problem.id}`);
    this.#question.setAttribute('aria-describedby', this.#problem.id);
    this.element = element(
      'form',
      { class: 'editor', novalidate: '' },
      element('label', { for: this.#question.id }, 'Question'),
      this.#question,
      ...maskHint(question),
      element('label', { for: this.#answer.id }, 'Your answer'),
      this.#answer,
      hint,
      this.#problem,
      element('div', { class: 'actions' }, this.#submit, button('Cancel', cancel, 'button quiet')),
    );
    this.element.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#send();
    });
    this.element.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') cancel();
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) this.element.requestSubmit();
    });
    this.#question.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && !event.isComposing) event.preventDefault();
    });
  }

  /** Puts the cursor where there is something to write. */
  focus() {
    (this.#question.value ? this.#answer : this.#question).focus();
  }

  async #send() {
    if (this.#submit.getAttribute('aria-disabled') === 'true') return;
    this.#fail(null, '');
    for (const [field, words] of /** @type {const} */ ([
      [this.#question, 'Write the question first.'],
      [this.#answer, 'Write the answer first.'],
    ])) {
      if (field.value.trim() === '') {
        this.#fail(field, words);
        return;
      }
    }
    this.#submit.setAttribute('aria-disabled', 'true');
    setText(this.#submit, 'Saving…');
    try {
      await this.#save(this.#question.value, this.#answer.value);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#fail(error.field === 'question' ? this.#question : this.#answer, error.message);
    } finally {
      this.#submit.removeAttribute('aria-disabled');
      setText(this.#submit, 'Save and publish');
    }
  }

  /**
   * @param {HTMLTextAreaElement | null} field what is wrong, or null where nothing is
   * @param {string} words
   */
  #fail(field, words) {
    for (const each of [this.#question, this.#answer]) each.removeAttribute('aria-invalid');
    setText(this.#problem, words);
    field?.setAttribute('aria-invalid', 'true');
    field?.focus();
  }
}

/** @param {string} question as it was asked, masked */
function maskHint(question) {
  return question.includes('…')
    ? [element('p', { class: 'hint' }, 'The “…” stands for something that might tell who asked, such as a number. Put the question as anyone would.')]
    : [];
}
