import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as words from '../../../../frontend/owner/js/words.js';

test('a small amount of money keeps the decimals that it needs', () => {
  assert.equal(words.money(0), '$0.00');
  assert.equal(words.money(0.0004), '$0.0004');
  assert.equal(words.money(0.0325), '$0.033');
  assert.equal(words.money(1.5), '$1.50');
  assert.equal(words.money(1234.567), '$1,234.57');
});

test('only all are 100 %, and only none are 0 %', () => {
  assert.equal(words.percent(999, 1000), '99 %');
  assert.equal(words.percent(1, 1000), '1 %');
  assert.equal(words.percent(0, 5), '0 %');
  assert.equal(words.percent(5, 5), '100 %');
  assert.equal(words.percent(0, 0), '–');
});

test('one is not many', () => {
  assert.equal(words.plural(1, 'question'), '1 question');
  assert.equal(words.plural(1200, 'question'), '1,200 questions');
});

test('a time is told by how long it is past', () => {
  const now = Date.parse('2026-06-01T12:00:00Z');
  assert.equal(words.ago('2026-06-01T11:59:30Z', now), 'just now');
  assert.equal(words.ago('2026-06-01T11:57:00Z', now), '3 minutes ago');
  assert.equal(words.ago('2026-06-01T09:00:00Z', now), '3 hours ago');
  assert.equal(words.ago('2026-05-31T09:00:00Z', now), 'yesterday');
  assert.equal(words.ago('2026-06-01T12:00:09Z', now), 'just now');
});

test('days are those of UTC', () => {
  assert.equal(words.shortDay('2026-05-31'), '31 May');
  assert.equal(words.longDay('2026-05-31'), 'Sunday 31 May');
});

test('a wait is told in the unit that fits', () => {
  assert.equal(words.seconds(4.25), '4.3 s');
  assert.equal(words.seconds(17), '17 s');
  assert.equal(words.seconds(120), '2 min');
  assert.equal(words.seconds(7200), '2 h');
});

test('what the server names is told in words, also what it names one day', () => {
  assert.equal(words.endingName('cut_off (length)'), 'Cut off: length');
  assert.equal(words.endingName('failed (upstream_busy)'), 'Failed: upstream busy');
  assert.equal(words.endingName('stopped'), 'Stopped by the visitor');
  assert.equal(words.stateName('cooling_down'), 'Asked us to wait');
  assert.equal(words.stateName('on_fire'), 'On fire');
  assert.equal(words.upstreamName('primary'), 'Model');
  assert.equal(words.reasonName('not_helpful'), 'the answer got a thumb down');
  assert.equal(words.byFrequency({ drafts: 1, 'not a page of Hugo': 3 }), 'not a page of Hugo (3), drafts (1)');
});

test('large numbers are short', () => {
  assert.equal(words.compact(9_999), '9,999');
  assert.equal(words.compact(842_000), '842K');
  assert.equal(words.compact(1_250_000), '1.3M');
});
