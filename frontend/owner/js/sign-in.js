import { ApiError } from './api.js';
import { byId, setText } from './dom.js';
import { plural } from './words.js';

const PLAIN_HTTP =
  'This page was opened over plain HTTP, where others on the way can read what you type. Open it by https://, and the field takes your token.';

/** The form that takes the owner's token. */
export class SignIn {
  #api;
  #signedIn;
  #form = byId('sign-in-form', HTMLFormElement);
  #token = byId('token', HTMLInputElement);
  #problem = byId('sign-in-problem', HTMLElement);
  #submit = byId('sign-in-submit', HTMLButtonElement);

  /**
   * @param {import('./api.js').OwnerApi} api
   * @param {() => void} signedIn called when the token was taken
   */
  constructor(api, signedIn) {
    this.#api = api;
    this.#signedIn = signedIn;
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#send();
    });
    if (!isSecureContext) {
      this.#token.disabled = true;
      this.#submit.disabled = true;
      this.#say(PLAIN_HTTP);
    }
  }

  /** @param {string} [reason] why it is shown again */
  show(reason) {
    if (reason) this.#say(reason);
    this.#token.focus();
  }

  async #send() {
    if (this.#submit.getAttribute('aria-disabled') === 'true') return;
    const token = this.#token.value.trim();
    if (token === '') {
      this.#refuse('Enter the token that is set as OWNER_TOKEN.');
      return;
    }
    this.#submit.setAttribute('aria-disabled', 'true');
    this.#token.removeAttribute('aria-invalid');
    setText(this.#problem, '');
    try {
      await this.#api.signIn(token);
      this.#token.value = '';
      this.#signedIn();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#refuse(inWords(error));
    } finally {
      this.#submit.removeAttribute('aria-disabled');
    }
  }

  /** @param {string} words */
  #refuse(words) {
    this.#say(words);
    this.#token.setAttribute('aria-invalid', 'true');
    this.#token.select();
    this.#token.focus();
  }

  /** @param {string} words */
  #say(words) {
    setText(this.#problem, words);
  }
}

/** @param {ApiError} error */
function inWords(error) {
  if (error.status === 401) return 'That is not the token. It is the value of OWNER_TOKEN, in capital and small letters as there.';
  if (error.code === 'too_many_failures') {
    const minutes = Math.max(1, Math.ceil(error.retryAfterSeconds / 60));
    return `There were too many wrong tokens from your address. Try again in ${plural(minutes, 'minute')}.`;
  }
  return error.message;
}
