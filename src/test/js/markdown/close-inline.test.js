import assert from 'node:assert/strict';
import { test } from 'node:test';
import { closeInline } from '../../../../frontend/js/markdown/close-inline.js';

for (const [written, shown] of [
  ['plain', 'plain'],
  ['so **bo', 'so **bo**'],
  ['so **', 'so '],
  ['a `cod', 'a `cod`'],
  ['see [the page](https://exa', 'see the page'],
  ['see [the pa', 'see the pa'],
  ['as it says [1', 'as it says '],
  ['as it says [1]', 'as it says [1]'],
  ['*a **b', '*a **b***'],
  ['2 < 3 &am', '2 < 3 '],
]) {
  test(`“${written}” is shown as “${shown}”`, () => assert.equal(closeInline(written), shown));
}

test('what has too many marks is left as it is', () => {
  const written = '[a]('.repeat(600);
  assert.equal(closeInline(written), written);
});
