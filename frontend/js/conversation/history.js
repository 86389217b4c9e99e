/** @typedef {import('../api/protocol.js').Turn} Turn */

/**
 * The turns to send with the next question: whole exchanges, the newest that fit the limits, in order. Of the very newest
 * answer, where it alone is too long, the end is kept.
 *
 * @param {readonly import('./conversation-reducer.js').Exchange[]} exchanges
 * @param {{ historyTurns: number, historyCharacters: number }} limits
 * @returns {Turn[]}
 */
export function historyOf(exchanges, { historyTurns, historyCharacters }) {
  /** @type {Turn[]} */
  let turns = [];
  let room = historyCharacters;
  for (const exchange of exchanges.filter(({ answer }) => answer.text.trim()).toReversed()) {
    const { question, answer } = exchange;
    const mustCut = turns.length === 0 && question.length + answer.text.length > room;
    const text = mustCut ? answer.text.slice(-Math.max(1, room - question.length)) : answer.text;
    room -= question.length + text.length;
    if (room < 0 || turns.length + 2 > historyTurns) break;
    turns = [{ role: 'user', content: question }, { role: 'assistant', content: text }, ...turns];
  }
  return turns;
}
