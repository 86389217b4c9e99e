import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byCount, dayBefore, finished, lastDays, shares, tokens, total } from '../../../../frontend/owner/js/figures.js';

const MAY_30 = {
  day: '2026-05-30',
  questions: 5,
  by: { model: 2, faq: 1 },
  endings: { finished: 4, 'cut_off (length)': 1 },
  refused: { too_many_questions: 3 },
  waits: { questions: 1, seconds: 4 },
  thumbs: { up: 1, down: 0 },
  tokensRead: 100,
  cachedTokens: 40,
  tokensWritten: 10,
  costUsd: 0.25,
};
const JUNE_1 = { day: '2026-06-01', questions: 3, by: { model: 3 }, endings: { finished: 3 }, tokensRead: 50, tokensWritten: 5, costUsd: 0.5 };

test('the days are the last ones, oldest first, those without a question too', () => {
  const days = lastDays([JUNE_1, MAY_30], '2026-06-01', 4);
  assert.deepEqual(days.map(({ day, questions }) => [day, questions]), [
    ['2026-05-29', 0],
    ['2026-05-30', 5],
    ['2026-05-31', 0],
    ['2026-06-01', 3],
  ]);
});

test('a day that is too old is left out, and so is one to come', () => {
  const days = lastDays([{ day: '2026-07-01', questions: 9 }, { day: '2026-01-01', questions: 9 }], '2026-06-01', 2);
  assert.equal(total(days).questions, 0);
});

test('the day before the first of a month is the last of the month before', () => {
  assert.equal(dayBefore('2026-03-01', 1), '2026-02-28');
  assert.equal(dayBefore('2026-01-01', 30), '2025-12-02');
});

test('all that is counted is added up', () => {
  const all = total(lastDays([MAY_30, { ...MAY_30, day: '2026-06-01' }], '2026-06-01', 30));
  assert.equal(all.questions, 10);
  assert.deepEqual(all.by, { model: 4, faq: 2 });
  assert.deepEqual(all.endings, { finished: 8, 'cut_off (length)': 2 });
  assert.deepEqual(all.refused, { too_many_questions: 6 });
  assert.deepEqual(all.waits, { questions: 2, seconds: 8 });
  assert.deepEqual(all.thumbs, { up: 2, down: 0 });
  assert.equal(tokens(all), 220);
  assert.equal(all.cachedTokens, 80);
  assert.equal(all.costUsd, 0.5);
  assert.equal(finished(all), 8);
});

test('what the server does not count is not there, and not 0', () => {
  const [, today] = lastDays([{ day: '2026-06-01', questions: 1 }], '2026-06-01', 2);
  assert.equal(today.waits, null);
  assert.equal(today.thumbs, null);
  assert.equal(today.refused, null);
  assert.equal(total([today]).costUsd, null);
});

test('a day without a question costs nothing where prices are set', () => {
  const [yesterday] = lastDays([JUNE_1], '2026-06-01', 2);
  assert.equal(yesterday.costUsd, 0);
});

test('no days at all are days of zeros', () => {
  const all = total(lastDays([], '2026-06-01', 30));
  assert.equal(all.questions, 0);
  assert.deepEqual(shares(all), [0, 0, 0, 0, 0, 0, 0, 0]);
});

test('questions that were turned away are some of all, and those of which no answer began are the rest', () => {
  const day = { ...MAY_30, questions: 8 };
  assert.deepEqual(shares(total(lastDays([day], '2026-05-30', 1))), [2, 0, 0, 0, 1, 0, 2, 3]);
  const uncounted = { ...day, refused: undefined };
  assert.deepEqual(shares(total(lastDays([uncounted], '2026-05-30', 1))), [2, 0, 0, 0, 1, 0, 5, 0]);
});

test('a thumb or a wait that is not named did not happen', () => {
  const [day] = lastDays([{ day: '2026-06-01', waits: {}, thumbs: { up: 2 } }], '2026-06-01', 1);
  assert.deepEqual(day.thumbs, { up: 2, down: 0 });
  assert.deepEqual(day.waits, { questions: 0, seconds: 0 });
});

test('counts stand with the most frequent first, and zeros not at all', () => {
  assert.deepEqual(byCount({ a: 1, b: 3, c: 0, aa: 1 }), [
    ['b', 3],
    ['a', 1],
    ['aa', 1],
  ]);
});
