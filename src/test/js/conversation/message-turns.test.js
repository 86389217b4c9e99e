import assert from 'node:assert/strict';
import test from 'node:test';
import { NO_ANSWER } from '../../../../frontend/js/conversation/answer-reducer.js';
import { turnsOf } from '../../../../frontend/js/conversation/message-turns.js';

/**
 * @param {string} question
 * @param {string} text
 */
function exchange(question, text) {
  return { key: question, question, continues: false, answer: { ...NO_ANSWER, text } };
}

const LIMITS = { historyTurns: 4, historyCharacters: 10 };

test('each question is sent with its answer, and one without an answer too', () => {
  assert.deepEqual(turnsOf([exchange('a?', 'A.'), exchange('b?', ' ')], LIMITS), [
    { role: 'user', content: 'a?' },
    { role: 'assistant', content: 'A.' },
    { role: 'user', content: 'b?' },
  ]);
});

test('the newest turns that fit are sent', () => {
  const contents = (/** @type {ReturnType<typeof exchange>[]} */ exchanges) => turnsOf(exchanges, LIMITS).map(({ content }) => content);
  assert.deepEqual(contents([exchange('1', '2'), exchange('3', '4'), exchange('5', '6')]), ['3', '4', '5', '6']);
  assert.deepEqual(contents([exchange('12345', '67890'), exchange('a', 'b')]), ['67890', 'a', 'b']);
  assert.deepEqual(contents([exchange('?', 'x'.repeat(12) + 'the end')]), ['xxxthe end']);
  assert.deepEqual(contents([]), []);
});
