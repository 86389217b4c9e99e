import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rowOfParts, roundTop, stackedBars } from '../../../../frontend/owner/js/bars.js';

test('a stack is built from the bottom', () => {
  const bars = stackedBars([[10, 30], [0, 0]], 40);
  assert.deepEqual(
    bars.map(({ series, column, y, height }) => ({ series, column, y, height })),
    [
      { series: 0, column: 0, y: 75, height: 25 },
      { series: 1, column: 0, y: 0, height: 75 },
    ],
  );
});

test('columns share the width, with a gap on both sides of each', () => {
  const [first, second] = stackedBars([[1], [1]], 1);
  assert.ok(first.x > 0 && first.x + first.width < 50);
  assert.ok(Math.abs(second.x - first.x - 50) < 1e-9);
});

test('the least value can be seen', () => {
  const [bar] = stackedBars([[1]], 1_000_000);
  assert.ok(bar.height >= 1);
});

test('the parts of a row fill it', () => {
  assert.deepEqual(rowOfParts([1, 0, 3]), [
    { series: 0, x: 0, width: 25 },
    { series: 2, x: 25, width: 75 },
  ]);
  assert.deepEqual(rowOfParts([0, 0]), []);
});

for (const [value, top] of [
  [0, 1],
  [1, 1],
  [3, 5],
  [10, 10],
  [11, 20],
  [38, 50],
  [51, 100],
  [0.034, 0.05],
  [0.3, 0.5],
  [1_200_000, 2_000_000],
]) {
  test(`the chart of ${value} ends at ${top}`, () => {
    assert.equal(roundTop(value), top);
  });
}
