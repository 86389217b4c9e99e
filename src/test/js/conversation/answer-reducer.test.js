import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_ANSWER, reduceAnswer } from '../../../../frontend/js/conversation/answer-reducer.js';

/** @typedef {Parameters<typeof reduceAnswer>[1]} Event */

/** @param {object[]} events @returns {any} the answer after these events, at the time 1000 */
const after = (...events) => events.reduce((answer, event) => reduceAnswer(answer, /** @type {Event} */ (event), 1000), /** @type {any} */ (NO_ANSWER));
const chunk = (/** @type {number} */ position, /** @type {string} */ text) => ({ type: 'chunk', position, text });
const done = { type: 'done', ending: 'finished', finishReason: 'stop', cited: [1] };

test('chunks are appended in order, each once', () => {
  assert.equal(after(chunk(1, 'a'), chunk(2, 'b'), chunk(2, 'b'), chunk(1, 'a')).text, 'ab');
});

test('nothing comes after the ending', () => {
  assert.equal(after(chunk(1, 'a'), done, chunk(3, 'b'), { type: 'stopped' }).text, 'a');
  assert.equal(after(done, { type: 'stopped' }).ending.kind, 'finished');
});

test('a lost connection is taken up by the next answer event', () => {
  assert.equal(after(chunk(1, 'a'), { type: 'lost' }).reconnecting, true);
  assert.equal(after({ type: 'lost' }, { type: 'answer', id: 'x' }).reconnecting, false);
});

test('a long silence lasts until the next event', () => {
  assert.equal(after(chunk(1, 'a'), { type: 'silent' }).silent, true);
  assert.equal(after({ type: 'silent' }, chunk(1, 'a')).silent, false);
  assert.equal(after({ type: 'silent' }, { type: 'queued', position: 1 }).silent, false);
});

test('a forgotten answer is cut off', () => {
  assert.deepEqual(after(chunk(1, 'a'), { type: 'gone' }).ending, { kind: 'cut_off', reason: 'gone' });
});

test('a failure says when to ask again', () => {
  const ending = after({ type: 'error', code: 'upstream_busy', retryAfterSeconds: 2 }).ending;
  assert.deepEqual(ending, { kind: 'failed', code: 'upstream_busy', retryAt: 3000 });
});

test('the position in the queue is forgotten when the answer begins', () => {
  assert.equal(after({ type: 'queued', position: 2 }, chunk(1, 'a')).queue, null);
});
