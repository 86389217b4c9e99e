import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Strings } from '../../../../frontend/js/i18n/strings.js';
import { progressText } from '../../../../frontend/js/view/status-text.js';

test('the position in the queue is put in words', async () => {
  const waiting = { phase: 'waiting', reconnecting: false, silent: false, queue: { position: 3, etaSeconds: 6 } };
  const text = progressText(/** @type {any} */ (waiting), await Strings.load(['en']));
  assert.equal(text, 'You are number 3 in line, about 6 seconds to go.');
});
