import { element } from '../dom/element.js';
import { icon } from './icons.js';

/**
 * @typedef {object} QuestionOptions
 * @property {import('../i18n/strings.js').Strings} strings
 * @property {() => number} maxCharacters of a question
 * @property {(exchange: string, question: string) => void} onRevise asks it in these words, unless that can't be now
 */

/** A question on the page. Its visitor can put it in other words and ask it again. */
export class QuestionView {
  element = element('div', { class: 'asked' });
  #options;
  #exchange;
  #bubble;
  #edit;
  /** @type {HTMLFormElement | null} */
  #editor = null;

  /**
   * @param {import('../conversation/conversation-reducer.js').Exchange} exchange
   * @param {QuestionOptions} options
   */
  constructor(exchange, options) {
    const { strings } = options;
    const { question } = exchange;
    this.#options = options;
    this.#exchange = exchange;
    this.#bubble = element('p', { class: 'question', dir: 'auto' }, question);
    const name = strings.text('action.edit');
    this.#edit = element('button', { type: 'button', class: 'action edit', 'aria-label': name, title: name }, icon('edit'));
    this.#edit.addEventListener('click', () => this.#open());
    this.element.append(element('h2', { class: 'visually-hidden' }, strings.text('turn.asked')), this.#edit, this.#bubble);
  }

  #open() {
    const field = this.#field();
    this.#editor = this.#form(field);
    this.#bubble.hidden = this.#edit.hidden = true;
    this.element.append(this.#editor);
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  }

  #close() {
    this.#editor?.remove();
    this.#editor = null;
    this.#bubble.hidden = this.#edit.hidden = false;
    this.#edit.focus();
  }

  #field() {
    const { strings } = this.#options;
    const note = `note-${this.#exchange.key}`;
    const field = element('textarea', { dir: 'auto', rows: '1', 'aria-label': strings.text('composer.label'), 'aria-describedby': note });
    field.value = this.#exchange.question;
    field.addEventListener('keydown', (event) => this.#pressed(event, field));
    field.addEventListener('input', () => this.#draw(field));
    return field;
  }

  /** @param {HTMLTextAreaElement} field */
  #form(field) {
    const { strings } = this.#options;
    const note = element('p', { class: 'note', id: `note-${this.#exchange.key}` }, strings.text('edit.note'));
    const cancel = element('button', { type: 'button', class: 'action' }, strings.text('edit.cancel'));
    const ask = element('button', { type: 'submit', class: 'action ask-again' }, strings.text('edit.ask'));
    const form = element('form', { class: 'editor' }, field, note, element('div', { class: 'editor-actions' }, cancel, ask));
    cancel.addEventListener('click', () => this.#close());
    form.addEventListener('submit', (event) => this.#submitted(event, field));
    return form;
  }

  /**
   * @param {KeyboardEvent} event 229 is how Safari marks the Enter that ends a composition
   * @param {HTMLTextAreaElement} field
   */
  #pressed(event, field) {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      this.#close();
    } else if (event.key === 'Enter' && !event.shiftKey) this.#submitted(event, field);
  }

  /**
   * @param {Event} event
   * @param {HTMLTextAreaElement} field
   */
  #submitted(event, field) {
    event.preventDefault();
    const question = field.value.trim();
    if (question === '' || this.#tooMany(field) > 0) return;
    this.#options.onRevise(this.#exchange.key, question);
  }

  /** @param {HTMLTextAreaElement} field */
  #draw(field) {
    const { strings } = this.#options;
    const over = this.#tooMany(field);
    const words = over > 0 ? strings.text('composer.over', { count: strings.number(over) }) : strings.text('edit.note');
    const note = this.#editor?.querySelector('.note');
    if (note && note.textContent !== words) note.textContent = words;
    field.setAttribute('aria-invalid', String(over > 0));
  }

  /** @param {HTMLTextAreaElement} field */
  #tooMany(field) {
    return field.value.trim().length - this.#options.maxCharacters();
  }
}
