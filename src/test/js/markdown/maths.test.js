import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blockFormulaAt, formulaAt, halfFormulaAt, maskFormulas } from '../../../../frontend/js/markdown/maths.js';

/** @param {string} text @returns {string[]} its formulas */
function formulasOf(text) {
  const found = [];
  for (let at = 0; at < text.length; at++) {
    const formula = formulaAt(text.slice(at), text.slice(0, at));
    if (!formula) continue;
    found.push(formula.tex);
    at += formula.raw.length - 1;
  }
  return found;
}

for (const [text, ...formulas] of [
  ['so \\(a^2\\) is', 'a^2'],
  ['\\[x \\\\[2pt] y\\]', 'x \\\\[2pt] y'],
  ['$$a\\,b$$', 'a\\,b'],
  ['$x$ and $x + 1$', 'x', 'x + 1'],
  ['$O(n \\log n)$ and $f(x)$.', 'O(n \\log n)', 'f(x)'],
  ['$5 to $10'],
  ['from $5-$10, or 10$ and 20$'],
  ['$5 for tea and 10$ for cake'],
  ['US$5 = A$7'],
  ['$PATH or $HOME, ${x} and $a, $b'],
  ['$ x $'],
  ['\\\\(a\\\\)'.replace('\\\\(', '(')],
  [`\\(${'x'.repeat(2001)}\\)`],
  ['\\(a\n\nb\\)'],
]) {
  test(`“${text.slice(0, 60)}” has ${formulas.length} formulas`, () => assert.deepEqual(formulasOf(text), formulas));
}

for (const [text, half] of [
  ['so \\(a^2', 3],
  ['it is $', 6],
  ['it is $x^2 + ', 6],
  ['it costs $5 per month', -1],
  ['so \\(a^2\\) is', -1],
  ['in `$x` and', -1],
  ['\\(a\n\nb', -1],
]) {
  test(`half a formula in “${text}” is at ${half}`, () => assert.equal(halfFormulaAt(String(text)), half));
}

test('a formula that takes whole lines has its indent and its line’s end', () => {
  assert.equal(blockFormulaAt('  \\[\nx\n\\]\nnext')?.raw, '  \\[\nx\n\\]\n');
  assert.equal(blockFormulaAt('$$x$$ and more'), null);
});

test('formulas are put out of the way and back', () => {
  const { masked, unmask } = maskFormulas('a \\(b_1*c\\) d $x^2$');
  assert.doesNotMatch(masked, /[*_^]/);
  assert.equal(unmask(masked), 'a \\(b_1*c\\) d $x^2$');
});
