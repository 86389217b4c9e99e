import assert from 'node:assert/strict';
import { test } from 'node:test';
import { joined } from '../../../../frontend/js/conversation/join-continuation.js';

const CODE = 'So:\n\n```js\nconst a = 1;\nconst b = 2;\nif (a) {\n  run(a, b);\n}\n```\n\nThat is all.';
const TABLE = '| a | b |\n|---|---|\n| one | two |\n| three | four |\n\nEnd.';
const LIST = '1. First of all\n2. Second, with words\n   - in it\n3. Third\n';

/** @param {string} before @param {string} rest @returns {string[]} what is shown as it comes, character by character */
const shown = (before, rest) => Array.from(rest, (_, at) => joined(before, rest.slice(0, at + 1), at === rest.length - 1));

/** @param {string} before @param {string} rest @param {string} whole */
function assertJoined(before, rest, whole) {
  assert.equal(joined(before, rest, true), whole);
  for (const part of shown(before, rest)) assert.ok(whole.startsWith(part), `“${part}” is no beginning of “${whole}”`);
}

for (const cut of [16, 20, 24, 25, 30, 38, 47, 52, 60]) {
  test(`code that was cut at ${cut} goes on where it was cut`, () => assertJoined(CODE.slice(0, cut), CODE.slice(cut), CODE));
}

for (const cut of [30, 38, 49, 60]) {
  test(`code that was cut at ${cut} goes on behind a fence that is opened again`, () => {
    assertJoined(CODE.slice(0, cut), '```js\n' + CODE.slice(cut), CODE);
  });
  test(`code that was cut at ${cut} goes on with its last line again`, () => {
    const line = CODE.lastIndexOf('\n', cut - 1) + 1;
    assertJoined(CODE.slice(0, cut), CODE.slice(line), CODE);
    assertJoined(CODE.slice(0, cut), '```js\n' + CODE.slice(line), CODE);
    assertJoined(CODE.slice(0, cut), '\n```js\n' + CODE.slice(line), CODE);
  });
  test(`code that was cut at ${cut} goes on with all of its block again`, () => {
    assertJoined(CODE.slice(0, cut), CODE.slice(CODE.indexOf('```')), CODE);
  });
}

test('a fence that closes the code closes it', () => {
  assertJoined(CODE.slice(0, CODE.indexOf('```\n\nThat')), '```\n\nThat is all.', CODE);
  assertJoined('```\na', '\n```\n\nb', '```\na\n```\n\nb');
});

test('a fence of its own outside of code is one', () => assertJoined('So:\n\n', '```js\na\n```', 'So:\n\n```js\na\n```'));

for (const cut of [24, 27, 30, 32, 38, 45]) {
  test(`a table that was cut at ${cut} goes on`, () => {
    const row = TABLE.lastIndexOf('\n', cut - 1) + 1;
    assertJoined(TABLE.slice(0, cut), TABLE.slice(cut), TABLE);
    assertJoined(TABLE.slice(0, cut), TABLE.slice(row), TABLE);
    assertJoined(TABLE.slice(0, cut), TABLE.slice(0, 20) + TABLE.slice(row), TABLE);
  });
}

for (const cut of [8, 15, 16, 20, 30, 37, 45]) {
  test(`a list that was cut at ${cut} goes on`, () => {
    const item = LIST.lastIndexOf('\n', cut - 1) + 1;
    assertJoined(LIST.slice(0, cut), LIST.slice(cut), LIST);
    if (cut - item >= 4) assertJoined(LIST.slice(0, cut), LIST.slice(item), LIST);
  });
}

for (const [before, rest, whole] of [
  ['The light on the porch is bri', 'bright and warm.', 'The light on the porch is bright and warm.'],
  ['The light on the porch is', 'on the porch is on.', 'The light on the porch is on.'],
  ['It goes on ', 'and on.', 'It goes on and on.'],
  ['It is on, and', ' so on.', 'It is on, and so on.'],
  ['这盏灯在门廊上，', '灯在门廊上，一直亮着。', '这盏灯在门廊上，一直亮着。'],
  ['One.\n\nTwo begins', '\n\nTwo begins here.', 'One.\n\nTwo begins here.'],
  ['Line one\nLine two\n', 'Line two\nLine three', 'Line one\nLine two\nLine three'],
  ['wor', 'ld', 'world'],
]) {
  test(`“${before}” and “${rest}” are one text`, () => assertJoined(before, rest, whole));
}

test('nothing is added where nothing more came', () => assert.equal(joined('Half', '', true), 'Half'));
