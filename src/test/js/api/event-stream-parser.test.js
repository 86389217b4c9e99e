import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { EventStreamParser } from '../../../../frontend/js/api/event-stream-parser.js';

/**
 * A row of the table that the server's parser runs too.
 *
 * @typedef {object} Case
 * @property {string} name
 * @property {string} [input]
 * @property {string} [inputBase64]
 * @property {number[]} [cuts]
 * @property {number} [maxEventBytes]
 * @property {{ event: string, data: string, id: string }[]} expected
 * @property {boolean} [tooLarge]
 */

/** @type {Case[]} */
const cases = JSON.parse(readFileSync('src/test/resources/event-stream-cases.json', 'utf8')).cases;

test('the table has its cases', () => assert.ok(cases.length > 50));

for (const row of cases) {
  test(row.name, () => {
    const bytes = bytesOf(row);
    const everywhere = Array.from(bytes, (_, at) => at + 1);
    const expected = { events: row.expected.map(({ event, data, id }) => ({ event, data, id })), tooLarge: row.tooLarge ?? false };
    for (const cuts of [[], row.cuts ?? [], everywhere]) assert.deepEqual(run(row, bytes, cuts), expected);
  });
}

/** @param {Case} row */
function bytesOf({ input, inputBase64 }) {
  return input === undefined ? new Uint8Array(Buffer.from(inputBase64 ?? '', 'base64')) : new TextEncoder().encode(input);
}

/**
 * @param {Case} row
 * @param {Uint8Array} bytes
 * @param {number[]} cuts
 */
function run(row, bytes, cuts) {
  /** @type {{ event: string, data: string, id: string }[]} */
  const events = [];
  const parser = new EventStreamParser(({ type, data, lastEventId }) => events.push({ event: type, data, id: lastEventId }), row.maxEventBytes);
  try {
    let from = 0;
    for (const to of [...cuts, bytes.length]) {
      parser.push(bytes.subarray(from, to));
      from = to;
    }
    return { events, tooLarge: false };
  } catch {
    return { events, tooLarge: true };
  }
}
