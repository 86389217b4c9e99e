import { goingOn, reduceAnswer, NO_ANSWER } from './answer-reducer.js';

/**
 * One question and its answer.
 *
 * @typedef {object} Exchange
 * @property {string} key unique; the question's idempotency key too
 * @property {string} question
 * @property {import('./answer-reducer.js').Answer} answer
 *
 * @typedef {object} Conversation
 * @property {readonly Exchange[]} exchanges
 *
 * @typedef {{ type: 'asked', key: string, question: string }} Asked
 * @typedef {{ type: 'continued', key: string }} Continued the answer, which broke off, is to go on
 * @typedef {{ type: 'withdrawn', key: string }} Withdrawn an exchange and all after it, to be asked again
 * @typedef {{ type: 'cleared' }} Cleared
 * @typedef {{ type: 'restored', conversation: Conversation }} Restored
 * @typedef {{ type: 'explained', key: string, reason: string }} Explained why an answer did not help
 * @typedef {{ type: 'rated', key: string, helpful: boolean | null }} Rated
 * @typedef {object} AnswerChanged an event of one answer
 * @property {'answerEvent'} type
 * @property {string} key
 * @property {Parameters<typeof reduceAnswer>[1]} event
 * @property {number} now in milliseconds since the epoch
 * @typedef {Asked | Continued | Withdrawn | Cleared | Restored | Rated | Explained | AnswerChanged} Action
 */

/** @type {Readonly<Conversation>} */
export const NO_CONVERSATION = Object.freeze({ exchanges: [] });

/**
 * The conversation after one more action. Exchanges that it does not touch stay the same objects.
 *
 * @param {Conversation} conversation
 * @param {Action} action
 * @returns {Conversation}
 */
export function reduceConversation(conversation, action) {
  const { exchanges } = conversation;
  switch (action.type) {
    case 'asked':
      return { exchanges: [...exchanges, asked(action)] };
    case 'continued':
      return withExchange(conversation, action.key, (exchange) => ({ ...exchange, answer: goingOn(exchange.answer) }));
    case 'withdrawn': {
      const at = exchanges.findIndex((exchange) => exchange.key === action.key);
      return at < 0 ? conversation : { exchanges: exchanges.slice(0, at) };
    }
    case 'cleared':
      return NO_CONVERSATION;
    case 'restored':
      return action.conversation;
    case 'rated':
      return withExchange(conversation, action.key, (exchange) => ({
        ...exchange,
        answer: { ...exchange.answer, helpful: action.helpful, reason: undefined },
      }));
    case 'explained':
      return withExchange(conversation, action.key, (exchange) => ({ ...exchange, answer: { ...exchange.answer, reason: action.reason } }));
    case 'answerEvent':
      return withExchange(conversation, action.key, (exchange) => withAnswerEvent(exchange, action));
  }
}

/**
 * @param {Conversation} conversation
 * @param {string} key
 * @param {(exchange: Exchange) => Exchange} change
 * @returns {Conversation}
 */
function withExchange({ exchanges }, key, change) {
  return { exchanges: exchanges.map((exchange) => (exchange.key === key ? change(exchange) : exchange)) };
}

/**
 * @param {Asked} action
 * @returns {Exchange}
 */
function asked({ key, question }) {
  return { key, question, answer: NO_ANSWER };
}

/**
 * @param {Exchange} exchange
 * @param {AnswerChanged} action
 * @returns {Exchange}
 */
function withAnswerEvent(exchange, { event, now }) {
  const answer = reduceAnswer(exchange.answer, event, now);
  return answer === exchange.answer ? exchange : { ...exchange, answer };
}

/**
 * The newest exchange, while its answer is still open.
 *
 * @param {Conversation} conversation
 * @returns {Exchange | undefined}
 */
export function openExchange({ exchanges }) {
  const newest = exchanges.at(-1);
  return newest && newest.answer.phase !== 'ended' ? newest : undefined;
}

/**
 * When the server takes the next question, in milliseconds since the epoch; 0 where it never said to wait.
 *
 * @param {Conversation} conversation
 */
export function askableAt({ exchanges }) {
  return exchanges.at(-1)?.answer.ending?.retryAt ?? 0;
}
