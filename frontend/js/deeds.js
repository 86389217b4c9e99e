import { transcriptOf } from './conversation/transcript.js';

/**
 * What the page's buttons work on.
 *
 * @typedef {object} Doing
 * @property {import('./conversation/chat.js').Chat} chat
 * @property {import('./strings/strings.js').Strings} strings
 * @property {(question: string) => void} ask
 * @property {() => void} focus puts the visitor back where questions are written
 * @property {() => string} siteName
 */

/**
 * @param {Doing} doing
 * @returns {import('./view/gestures.js').GestureOptions['actions']}
 */
export function actionsOf({ chat, strings, ask, focus }) {
  const rate = async (/** @type {string} */ exchange, /** @type {boolean} */ helpful) =>
    (await chat.rate(exchange, helpful)) ? '' : strings.text('feedback.failed');
  return {
    suggest: (_, button) => ask(button.textContent ?? ''),
    retry: (exchange) => void chat.askAgain(exchange),
    helpful: (exchange) => rate(exchange, true),
    unhelpful: (exchange) => rate(exchange, false),
    continue: () => chat.ask(strings.text('turn.continueMessage'), { continues: true }),
    'start-over': () => {
      chat.startOver();
      focus();
    },
  };
}

/**
 * @param {Doing} doing
 * @returns {import('./view/gestures.js').GestureOptions['copies']}
 */
export function copiesOf({ chat, strings, siteName }) {
  const names = () => ({ visitor: strings.text('turn.visitor'), site: siteName() });
  return {
    copy: (exchange) => chat.conversation.exchanges.find(({ key }) => key === exchange)?.answer.text ?? '',
    'copy-code': (_, button) => button.closest('figure')?.querySelector('pre')?.textContent ?? '',
    'copy-conversation': () => transcriptOf(chat.conversation.exchanges, names()),
  };
}
