import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IdleTimeout, longestSilenceMillis } from '../../../../frontend/js/api/idle-timeout.js';

test('a connection may be silent for three heartbeats and a margin', () => {
  assert.deepEqual([1, 5, 50].map(longestSilenceMillis), [20_000, 20_000, 155_000]);
});

test('it calls back once the silence was too long, and each byte puts that off', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  let silences = 0;
  const idleTimeout = new IdleTimeout(() => 1_000, () => silences++);
  idleTimeout.start();
  context.mock.timers.tick(999);
  idleTimeout.reset();
  context.mock.timers.tick(999);
  assert.equal(silences, 0);
  context.mock.timers.tick(1);
  assert.equal(silences, 1);
});

test('a stopped one is silent', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const idleTimeout = new IdleTimeout(() => 1_000, () => assert.fail());
  idleTimeout.start();
  idleTimeout.stop();
  context.mock.timers.tick(5_000);
});
