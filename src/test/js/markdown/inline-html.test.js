import assert from 'node:assert/strict';
import { test } from 'node:test';
import { halfTagAt, inlineHtml } from '../../../../frontend/js/markdown/inline-html.js';

for (const tag of ['<br>', '<br/>', '<kbd>', '</kbd>', '<sub>', '<sup>', '<mark>', '<KBD>']) {
  test(`${tag} works`, () => assert.equal(inlineHtml(tag, ['kbd']), tag));
}

for (const tag of ['<String>', '<T extends Foo>', '<script>', '<b onclick=x>', '<div>', '<a onclick="x" href="y">', '<U>', '</b>', '</a>']) {
  test(`${tag} is text`, () => assert.doesNotMatch(inlineHtml(tag, []), /[<>"']/));
}

test('a link keeps its address and nothing else', () => {
  assert.equal(inlineHtml('<a href="https://example.org/?a=1&b=2">', []), '<a href="https://example.org/?a=1&#38;b=2">');
});

for (const [text, at] of [
  ['a <b', 2],
  ['a </kb', 2],
  ['List<String', 4],
  ['Map<K, V', -1],
  ['if a <c then', -1],
  ['if a <b then', -1],
  ['<https://exa', 0],
  ['<a href="https://exa', 0],
  ['see <!-- a', 4],
]) {
  test(`half a tag in “${text}” is at ${at}`, () => assert.equal(halfTagAt(String(text)), at));
}
