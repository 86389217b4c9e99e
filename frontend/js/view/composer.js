import { tabStorage } from '../storage.js';
import { icon } from './icons.js';

const DRAFT = 'porchlight.draft';
const DOUBLE_PRESS_MILLIS = 400;

/**
 * @typedef {object} ComposerOptions
 * @property {HTMLFormElement} form with a textarea, a button and a note
 * @property {import('../i18n/strings.js').Strings} strings
 * @property {(question: string) => void} onAsk
 * @property {() => void} onStop
 *
 * @typedef {object} ComposerState
 * @property {boolean} busy an answer is open: the button stops it
 * @property {number} waitSeconds until the server takes the next question
 */

/** Where the question is written. Enter sends, except while an input method composes; what is written is kept until it is sent. */
export class Composer {
  #options;
  #field;
  #button;
  #note;
  #maxCharacters = 4000;
  /** @type {ComposerState} */
  #state = { busy: false, waitSeconds: 0 };
  /** The button is deaf while it has just turned under the visitor's finger. */
  #deafUntil = 0;
  #life = new AbortController();

  /** @param {ComposerOptions} options */
  constructor(options) {
    this.#options = options;
    this.#field = part(options.form, 'textarea', HTMLTextAreaElement);
    this.#button = part(options.form, 'button', HTMLButtonElement);
    this.#note = part(options.form, '.note', HTMLElement);
  }

  start() {
    const { signal } = this.#life;
    this.#options.form.addEventListener('submit', (event) => this.#submitted(event), { signal });
    this.#field.addEventListener('keydown', (event) => this.#pressed(event), { signal });
    this.#field.addEventListener('input', () => this.#changed(), { signal });
    const words = both(tabStorage.get(DRAFT) ?? '', this.#field.value);
    if (words !== this.#field.value) this.#field.value = words;
    this.#changed();
  }

  stop() {
    this.#life.abort();
  }

  focus() {
    this.#field.focus();
  }

  /** @param {string} question a draft, in place of the one there */
  write(question) {
    this.#field.value = question;
    this.#changed();
  }

  /** @param {number} maxCharacters of a question */
  limit(maxCharacters) {
    this.#maxCharacters = maxCharacters;
    this.#draw();
  }

  /** @param {ComposerState} state */
  show(state) {
    if (this.#state.busy && !state.busy) this.#turned();
    this.#state = state;
    this.#draw();
  }

  #changed() {
    tabStorage.set(DRAFT, this.#field.value || null);
    this.#draw();
  }

  get #question() {
    return this.#field.value.trim();
  }

  get #isSendable() {
    const { busy, waitSeconds } = this.#state;
    return !busy && waitSeconds <= 0 && this.#question !== '' && this.#question.length <= this.#maxCharacters;
  }

  /** @param {KeyboardEvent} event 229 is how Safari marks the Enter that ends a composition */
  #pressed(event) {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.#send();
  }

  /** @param {SubmitEvent} event from the button */
  #submitted(event) {
    event.preventDefault();
    if (performance.now() < this.#deafUntil) return;
    if (this.#state.busy) return this.#options.onStop();
    this.#send();
    this.#turned();
  }

  #turned() {
    this.#deafUntil = performance.now() + DOUBLE_PRESS_MILLIS;
  }

  #send() {
    if (!this.#isSendable) return;
    const question = this.#question;
    this.#field.value = '';
    this.#changed();
    this.#options.onAsk(question);
  }

  #draw() {
    const { busy } = this.#state;
    const { strings } = this.#options;
    const label = strings.text(busy ? 'composer.stop' : 'composer.send');
    if (this.#button.getAttribute('aria-label') !== label) {
      this.#button.replaceChildren(icon(busy ? 'stop' : 'send'));
      this.#button.setAttribute('aria-label', label);
      this.#button.title = label;
    }
    this.#button.dataset.mode = busy ? 'stop' : 'send';
    this.#button.setAttribute('aria-disabled', String(!busy && !this.#isSendable));
    const note = this.#noteWords();
    this.#note.dataset.kind = note === strings.text('composer.hint') ? 'hint' : 'notice';
    if (this.#note.textContent !== note) this.#note.textContent = note;
    this.#field.setAttribute('aria-invalid', String(this.#question.length > this.#maxCharacters));
  }

  #noteWords() {
    const { strings } = this.#options;
    const { waitSeconds } = this.#state;
    const left = this.#maxCharacters - this.#question.length;
    if (waitSeconds > 0) return strings.text('composer.wait', { time: strings.duration(waitSeconds) });
    if (left < 0) return strings.text('composer.over', { count: strings.number(-left) });
    return left < this.#maxCharacters / 10 ? strings.text('composer.left', { count: strings.number(left) }) : strings.text('composer.hint');
  }
}

/**
 * @param {string} kept from an earlier page
 * @param {string} typed before this page listened, or put back by the browser
 * @returns {string} neither is lost, and none is there twice
 */
function both(kept, typed) {
  if (typed.includes(kept)) return typed;
  return kept.startsWith(typed) ? kept : `${kept}\n${typed}`;
}

/**
 * @template {Element} Kind
 * @param {Element} root
 * @param {string} selector
 * @param {new () => Kind} kind
 */
function part(root, selector, kind) {
  const found = root.querySelector(selector);
  if (!(found instanceof kind)) throw new Error(`The composer has no ${selector}.`);
  return found;
}
