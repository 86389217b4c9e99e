/** @typedef {import('../api/protocol.js').Turn} Turn */

/**
 * The conversation as it is sent with a message to the owner: the newest turns that fit the limits, in order. A question without an
 * answer is one of them; of a turn that alone is too long, the end is kept.
 *
 * @param {readonly import('./conversation-reducer.js').Exchange[]} exchanges
 * @param {{ historyTurns: number, historyCharacters: number }} limits
 * @returns {Turn[]}
 */
export function turnsOf(exchanges, { historyTurns, historyCharacters }) {
  const all = exchanges.flatMap(({ question, answer }) => {
    const asked = { role: /** @type {const} */ ('user'), content: question };
    return answer.text.trim() ? [asked, { role: /** @type {const} */ ('assistant'), content: answer.text }] : [asked];
  });
  /** @type {Turn[]} */
  const turns = [];
  let room = historyCharacters;
  for (const { role, content } of all.slice(-historyTurns).toReversed()) {
    if (turns.length > 0 && content.length > room) break;
    turns.unshift({ role, content: content.slice(-historyCharacters) });
    room -= content.length;
  }
  return turns;
}
