import assert from 'node:assert/strict';
import { test } from 'node:test';
import { historyOf } from '../../../../frontend/js/conversation/history.js';

const exchanges = ['one', 'two', 'three'].map((question) => ({ question, answer: { text: question.toUpperCase() } }));

/**
 * @param {number} historyTurns
 * @param {number} historyCharacters
 * @param {any} [list]
 */
const history = (historyTurns, historyCharacters, list = exchanges) =>
  historyOf(list, { historyTurns, historyCharacters }).map(({ role, content }) => `${role[0]}:${content}`);

test('the history is the newest exchanges that fit', () => {
  assert.deepEqual(history(20, 1000), ['u:one', 'a:ONE', 'u:two', 'a:TWO', 'u:three', 'a:THREE']);
  assert.deepEqual(history(5, 1000), ['u:two', 'a:TWO', 'u:three', 'a:THREE']);
  assert.deepEqual(history(20, 12), ['u:three', 'a:THREE']);
});

test('of the newest answer that is too long, the end is kept', () => {
  assert.deepEqual(history(20, 8), ['u:three', 'a:REE']);
});

test('a question without an answer is no history', () => {
  assert.deepEqual(history(20, 1000, [{ question: 'x', answer: { text: '' } }]), []);
});
