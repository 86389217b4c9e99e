import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_CONVERSATION, reduceConversation } from '../../../../frontend/js/conversation/conversation-reducer.js';

/** @typedef {Parameters<typeof reduceConversation>[1]} Action */

const reduce = (/** @type {any} */ conversation, /** @type {object} */ action) => reduceConversation(conversation, /** @type {Action} */ (action));

test('exchanges that nothing happened to stay the same objects', () => {
  const before = [
    { type: 'asked', key: 'a', question: '1' },
    { type: 'asked', key: 'b', question: '2' },
  ].reduce(reduce, NO_CONVERSATION);
  const then = reduce(before, { type: 'answerEvent', key: 'b', event: { type: 'stopped' }, now: 0 });
  assert.equal(then.exchanges[0], before.exchanges[0]);
  assert.notEqual(then.exchanges[1], before.exchanges[1]);
});
