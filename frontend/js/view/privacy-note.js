import { element } from '../dom/element.js';

/**
 * @typedef {object} PrivacyOptions
 * @property {import('../i18n/strings.js').Strings} strings
 * @property {boolean} model whether one is asked
 * @property {{ ownerReads: boolean, keptDays: number }} privacy
 */

/** The dialog that tells a visitor what is kept of what they write, and who can read it. */
export class PrivacyNote {
  #dialog;

  /** @param {PrivacyOptions} options */
  constructor({ strings, model, privacy }) {
    const close = element('button', { type: 'button', class: 'action primary', autofocus: '' }, strings.text('message.close'));
    const words = [
      strings.text('privacy.browser'),
      strings.text('privacy.server'),
      model ? strings.text('privacy.model') : '',
      privacy.ownerReads ? strings.text('privacy.owner') : '',
      privacy.ownerReads && privacy.keptDays > 0 ? strings.text('privacy.days', { days: privacy.keptDays }) : '',
    ];
    this.#dialog = element(
      'dialog',
      { class: 'dialog', 'aria-labelledby': 'privacy-title' },
      element('h2', { id: 'privacy-title' }, strings.text('privacy.title')),
      ...words.filter(Boolean).map((sentence) => element('p', {}, sentence)),
      element('div', { class: 'dialog-actions' }, close),
    );
    close.addEventListener('click', () => this.#dialog.close());
    document.body.append(this.#dialog);
  }

  open() {
    this.#dialog.showModal();
  }

  stop() {
    this.#dialog.remove();
  }
}
