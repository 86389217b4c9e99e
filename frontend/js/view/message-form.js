import { Refusal } from '../api/chat-client.js';
import { leaveMessage } from '../api/message-client.js';
import { element } from '../dom/element.js';
import { keepDraft, keptDraft } from './message-draft.js';

/**
 * @typedef {object} MessageFormOptions
 * @property {import('../i18n/strings.js').Strings} strings
 * @property {number} maxCharacters of a message
 * @property {() => import('../api/protocol.js').Turn[]} conversation as it can be sent with a message
 */

/** The dialog in which a visitor leaves a message for the site's owner. What is written is kept until it is sent. */
export class MessageForm {
  #options;
  #draft = keptDraft();
  #sending = false;
  #text = element('textarea', { id: 'message-text', rows: '5', dir: 'auto', autofocus: '', 'aria-describedby': 'message-where message-note' });
  #note = element('p', { id: 'message-note', class: 'message-note' });
  #replyTo = element('input', { id: 'message-reply-to', type: 'email', autocomplete: 'email', maxlength: '254', dir: 'ltr' });
  #conversation = element('input', { id: 'message-conversation', type: 'checkbox' });
  #website = element('input', { type: 'text', name: 'website', tabindex: '-1', autocomplete: 'off' });
  #failure = element('p', { class: 'ending', 'data-kind': 'failed', role: 'alert' });
  #send = element('button', { type: 'submit', class: 'action primary' });
  #form;
  #sent;
  #dialog;

  /** @param {MessageFormOptions} options */
  constructor(options) {
    this.#options = options;
    this.#form = this.#newForm();
    this.#sent = this.#newSent();
    this.#dialog = element('dialog', { class: 'dialog', 'aria-labelledby': 'message-title' }, this.#title(), this.#form, this.#sent);
    this.#dialog.addEventListener('close', () => this.#closed());
    document.body.append(this.#dialog);
  }

  /** @param {string} question to begin the message with, where none is begun */
  open(question) {
    this.#text.value = this.#draft.message || question;
    this.#replyTo.value = this.#draft.replyTo;
    this.#conversation.checked = this.#draft.conversation;
    const hasConversation = this.#options.conversation().length > 0;
    this.#conversation.closest('label')?.toggleAttribute('hidden', !hasConversation);
    this.#say('');
    this.#draw();
    this.#dialog.showModal();
  }

  stop() {
    this.#dialog.remove();
  }

  #title() {
    return element('h2', { id: 'message-title' }, this.#options.strings.text('message.leave'));
  }

  #newForm() {
    const { strings } = this.#options;
    const cancel = element('button', { type: 'button', class: 'action' }, strings.text('message.cancel'));
    const form = element(
      'form',
      { novalidate: '' },
      element('p', { id: 'message-where', class: 'message-where' }, strings.text('message.where')),
      element('label', { for: 'message-text' }, strings.text('message.text')),
      this.#text,
      this.#note,
      element('label', { for: 'message-reply-to' }, strings.text('message.replyTo')),
      this.#replyTo,
      element('label', { class: 'check' }, this.#conversation, element('span', {}, strings.text('message.conversation'))),
      element('div', { class: 'visually-hidden', 'aria-hidden': 'true' }, element('label', {}, 'Website', this.#website)),
      this.#failure,
      element('div', { class: 'dialog-actions' }, cancel, this.#send),
    );
    cancel.addEventListener('click', () => this.#dialog.close());
    form.addEventListener('input', () => this.#changed());
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#submit();
    });
    return form;
  }

  #newSent() {
    const { strings } = this.#options;
    const close = element('button', { type: 'button', class: 'action primary' }, strings.text('message.close'));
    close.addEventListener('click', () => this.#dialog.close());
    const words = element('p', { id: 'message-sent', role: 'status' });
    return element('div', { class: 'message-sent', hidden: '' }, words, element('div', { class: 'dialog-actions' }, close));
  }

  #changed() {
    this.#draft = { ...this.#draft, message: this.#text.value, replyTo: this.#replyTo.value, conversation: this.#conversation.checked };
    keepDraft(this.#draft);
    this.#draw();
  }

  async #submit() {
    if (this.#sending) return;
    const problem = this.#problem();
    this.#say(problem);
    if (problem) return;
    this.#changed();
    this.#setSending(true);
    const failure = await this.#post();
    this.#setSending(false);
    this.#say(failure);
    if (!failure) this.#finish();
  }

  /** @returns {string} what has to be changed before it can be sent */
  #problem() {
    const { strings, maxCharacters } = this.#options;
    const length = this.#message.length;
    if (length === 0) return this.#point(this.#text, strings.text('message.empty'));
    if (length > maxCharacters) return this.#point(this.#text, this.#noteWords());
    if (!this.#replyTo.validity.valid) return this.#point(this.#replyTo, strings.text('message.invalidReplyTo'));
    return '';
  }

  /**
   * @param {HTMLElement} field
   * @param {string} words
   */
  #point(field, words) {
    field.focus();
    return words;
  }

  get #message() {
    return this.#text.value.trim();
  }

  /** @returns {Promise<string>} why it could not be sent, or nothing */
  async #post() {
    const replyTo = this.#replyTo.value.trim();
    const turns = this.#conversation.checked ? this.#options.conversation() : [];
    const website = this.#website.value;
    const message = {
      message: this.#message,
      ...(replyTo && { replyTo }),
      ...(turns.length > 0 && { conversation: turns }),
      ...(website && { website }),
    };
    try {
      await leaveMessage(message, this.#draft.key);
      return '';
    } catch (failure) {
      return this.#failureWords(failure);
    }
  }

  /** @param {unknown} failure */
  #failureWords(failure) {
    const { strings } = this.#options;
    if (!(failure instanceof Refusal)) return strings.text(navigator.onLine ? 'message.failed' : 'message.offline');
    const { code } = failure.problem;
    if (code === 'invalid_field' && this.#replyTo.value) return this.#point(this.#replyTo, strings.text('message.invalidReplyTo'));
    return ['invalid_field', 'unreachable'].includes(code) ? strings.text('message.failed') : strings.coded('failed', code, 'message.failed');
  }

  #finish() {
    keepDraft(null);
    this.#draft = keptDraft();
    this.#form.hidden = true;
    this.#sent.hidden = false;
    const words = this.#sent.querySelector('[role=status]');
    if (words) words.textContent = this.#options.strings.text('message.sent');
    this.#sent.querySelector('button')?.focus();
  }

  #closed() {
    this.#form.hidden = false;
    this.#sent.hidden = true;
  }

  /** @param {boolean} sending */
  #setSending(sending) {
    this.#sending = sending;
    for (const field of [this.#text, this.#replyTo]) field.readOnly = sending;
    this.#conversation.disabled = sending;
    this.#draw();
  }

  /** @param {string} words */
  #say(words) {
    this.#failure.textContent = words;
    this.#failure.hidden = words === '';
  }

  #draw() {
    const { strings, maxCharacters } = this.#options;
    this.#send.textContent = strings.text(this.#sending ? 'message.sending' : 'message.send');
    this.#send.setAttribute('aria-disabled', String(this.#sending));
    this.#text.setAttribute('aria-invalid', String(this.#message.length > maxCharacters));
    const words = this.#noteWords();
    if (this.#note.textContent !== words) this.#note.textContent = words;
  }

  #noteWords() {
    const { strings, maxCharacters } = this.#options;
    const left = maxCharacters - this.#message.length;
    return left < 0
      ? strings.text('composer.over', { count: strings.number(-left) })
      : strings.text('composer.left', { count: strings.number(left) });
  }
}
