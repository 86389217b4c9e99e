import { transcriptOf } from './conversation/transcript.js';
import { download } from './dom/download.js';
import { copiedAnswer } from './view/copied-answer.js';

/**
 * What the handlers of the page's buttons need.
 *
 * @typedef {object} ActionContext
 * @property {import('./conversation/chat-controller.js').ChatController} chat
 * @property {import('./i18n/strings.js').Strings} strings
 * @property {(question: string) => void} ask
 * @property {() => void} focus puts the visitor back where questions are written
 * @property {(question: string) => void} leaveMessage opens the form
 * @property {() => void} showPrivacy tells what is kept
 * @property {() => string} siteName
 * @property {(undo: () => void) => void} offerUndo for a moment
 */

/**
 * @param {ActionContext} context
 * @returns {import('./view/click-delegate.js').ClickOptions['actions']}
 */
export function actionsOf({ chat, strings, ask, focus, leaveMessage, showPrivacy, siteName, offerUndo }) {
  const rate = async (/** @type {string} */ exchange, /** @type {boolean} */ helpful) =>
    (await chat.rate(exchange, helpful)) ? '' : strings.text('feedback.failed');
  return {
    'wrap-code': (_, button) => {
      const isWrapped = button.closest('figure')?.toggleAttribute('data-wrapped') ?? false;
      button.ariaPressed = String(isWrapped);
      dispatchEvent(new Event('resize'));
    },
    suggest: (_, button) => ask(button.textContent ?? ''),
    retry: (exchange) => void chat.askAgain(exchange),
    helpful: (exchange) => rate(exchange, true),
    unhelpful: (exchange) => rate(exchange, false),
    privacy: (_, button) => {
      closeMenu(button);
      return showPrivacy();
    },
    'leave-message': (exchange, button) => {
      closeMenu(button);
      return leaveMessage(chat.conversation.exchanges.find(({ key }) => key === exchange)?.question ?? '');
    },
    reason: async (exchange, button) => ((await chat.explain(exchange, button.dataset.reason ?? '')) ? '' : strings.text('feedback.failed')),
    'save-conversation': () => download(`${siteName()}.md`, transcriptOf(chat.conversation.exchanges, namesOf(strings, siteName))),
    continue: () => chat.goOn(),
    'start-over': () => {
      const before = chat.startOver();
      offerUndo(() => chat.restore(before));
      focus();
    },
  };
}

/**
 * @param {ActionContext} context
 * @returns {import('./view/click-delegate.js').ClickOptions['copies']}
 */
export function copiesOf({ chat, strings, siteName }) {
  const answerOf = (/** @type {string} */ exchange) => chat.conversation.exchanges.find(({ key }) => key === exchange)?.answer;
  return {
    copy: (exchange, button) => {
      const answer = answerOf(exchange);
      const prose = button.closest('.answer')?.querySelector('.prose') ?? null;
      return answer ? copiedAnswer(answer, prose, strings.text('sources.title')) : { text: '' };
    },
    'copy-code': (_, button) => ({ text: button.closest('figure')?.querySelector('pre')?.textContent ?? '' }),
    'copy-conversation': () => ({ text: transcriptOf(chat.conversation.exchanges, namesOf(strings, siteName)) }),
  };
}

/**
 * @param {import('./i18n/strings.js').Strings} strings
 * @param {() => string} siteName
 */
function namesOf(strings, siteName) {
  return { visitor: strings.text('turn.visitor'), site: siteName() };
}

/** @param {HTMLElement} button within it, or not */
function closeMenu(button) {
  const menu = button.closest('[popover]');
  if (menu instanceof HTMLElement) menu.hidePopover();
}
