import { transcriptOf } from './conversation/transcript.js';

/**
 * What the handlers of the page's buttons need.
 *
 * @typedef {object} ActionContext
 * @property {import('./conversation/chat-controller.js').ChatController} chat
 * @property {import('./i18n/strings.js').Strings} strings
 * @property {(question: string) => void} ask
 * @property {() => void} focus puts the visitor back where questions are written
 * @property {(question: string) => Promise<string>} leaveMessage opens the form; promises what to say where it can't
 * @property {() => string} siteName
 */

/**
 * @param {ActionContext} context
 * @returns {import('./view/click-delegate.js').ClickOptions['actions']}
 */
export function actionsOf({ chat, strings, ask, focus, leaveMessage }) {
  const rate = async (/** @type {string} */ exchange, /** @type {boolean} */ helpful) =>
    (await chat.rate(exchange, helpful)) ? '' : strings.text('feedback.failed');
  return {
    suggest: (_, button) => ask(button.textContent ?? ''),
    retry: (exchange) => void chat.askAgain(exchange),
    helpful: (exchange) => rate(exchange, true),
    unhelpful: (exchange) => rate(exchange, false),
    continue: () => chat.ask(strings.text('turn.continueMessage'), { continues: true }),
    'leave-message': (exchange, button) => {
      const menu = button.closest('[popover]');
      if (menu instanceof HTMLElement) menu.hidePopover();
      return leaveMessage(chat.conversation.exchanges.find(({ key }) => key === exchange)?.question ?? '');
    },
    'start-over': () => {
      chat.startOver();
      focus();
    },
  };
}

/**
 * @param {ActionContext} context
 * @returns {import('./view/click-delegate.js').ClickOptions['copies']}
 */
export function copiesOf({ chat, strings, siteName }) {
  const names = () => ({ visitor: strings.text('turn.visitor'), site: siteName() });
  return {
    copy: (exchange) => chat.conversation.exchanges.find(({ key }) => key === exchange)?.answer.text ?? '',
    'copy-code': (_, button) => button.closest('figure')?.querySelector('pre')?.textContent ?? '',
    'copy-conversation': () => transcriptOf(chat.conversation.exchanges, names()),
  };
}
