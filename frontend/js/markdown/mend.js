/**
 * Completes Markdown that is still being written, so that its last line never shows half a construct: open emphasis and code
 * are closed, a half-written link is its text, a table's first lines are already a table, and what can't be told yet waits.
 */

const FENCE = /^[ \t]*(?:>[ \t]?)*[ \t]*(?:[-*+][ \t]+|\d+[.)][ \t]+)?(`{3,}|~{3,})/;
const BLOCK_START = /^[ \t]*(?:>[ \t]?)*[ \t]*(?:(?:[-*+]|\d{1,9}[.)])(?:[ \t]+\[[ xX]\])?[ \t]+|#{1,6}[ \t]+)?/;
/** Lines that say nothing alone: a marker whose text has not come, a line of dashes that may underline, half a fence. */
const UNDECIDED =
  /^[ \t]*(?:>[ \t]?)*[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(?:[-*+_=]+|\d{1,9}[.)]?|#{1,6}|`{1,2}|~{1,2}|[>|]|[-*+][ \t]+\[[ xX]?\]?|<[^>]*)[ \t]*$/;
const ROW = /^[ \t]*\|/;
const DELIMITERS = /^[ \t]*\|?[ \t]*:?-[-:| \t]*$/;
const WHOLE_DELIMITERS = /^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;

/**
 * @param {string} markdown from the start of a block to where the writing is
 * @returns {string}
 */
export function mend(markdown) {
  const lines = markdown.split('\n');
  if (endsInFence(lines)) return withoutHalfFence(lines);
  const last = lines.length - 1;
  if (UNDECIDED.test(lines[last]) || (lines[last] === '' && lines[last - 1]?.trim())) lines.pop();
  const table = mendTable(lines);
  if (table) return table.join('\n');
  const start = startOfLeaf(lines);
  const text = lines.slice(start).join('\n');
  const marker = BLOCK_START.exec(text)?.[0] ?? '';
  return [...lines.slice(0, start), marker + mendInline(text.slice(marker.length))].join('\n');
}

/** @param {string[]} lines */
function endsInFence(lines) {
  let fence = '';
  for (const line of lines) {
    const mark = FENCE.exec(line)?.[1] ?? '';
    if (!fence) fence = mark;
    else if (mark.startsWith(fence) && line.trim().replace(/^[> \t]+/, '') === mark) fence = '';
  }
  return fence !== '';
}

/** @param {string[]} lines whose last may be a closing fence in the making */
function withoutHalfFence(lines) {
  const last = lines[lines.length - 1];
  return (/^[ \t]*(?:`{1,2}|~{1,2})$/.test(last) ? lines.slice(0, -1) : lines).join('\n');
}

/**
 * @param {string[]} lines
 * @returns {string[] | null} null where they do not end in a table
 */
function mendTable(lines) {
  const last = lines.length - 1;
  const first = lines.findLastIndex((line, at) => at <= last && line.includes('|') && !lines[at - 1]?.includes('|'));
  if (first < 0 || lines.slice(first).some((line) => line.trim() === '')) return null;
  const delimiters = lines[first + 1];
  if (delimiters === undefined) {
    const row = mendRow(lines[first]);
    return ROW.test(row) ? [...lines.slice(0, first), row, dashes(row)] : null;
  }
  if (first + 1 === last && (delimiters.trim() === '|' || DELIMITERS.test(delimiters))) {
    return [...lines.slice(0, last), dashes(lines[first])];
  }
  if (!WHOLE_DELIMITERS.test(delimiters)) return null;
  return [...lines.slice(0, last), mendRow(lines[last])];
}

/** @param {string} row the delimiters that it needs to be a table's head */
function dashes(row) {
  const cells = row.replace(/^[ \t]*\|/, '').replace(/\|[ \t]*$/, '').replace(/\\\|/g, '').split('|').length;
  return `|${' - |'.repeat(cells)}`;
}

/** @param {string} row whose last cell may be in the making */
function mendRow(row) {
  const cell = row.lastIndexOf('|') + 1;
  return row.slice(0, cell) + mendInline(row.slice(cell));
}

/** @param {string[]} lines the index of the line where the last paragraph, item or heading starts */
function startOfLeaf(lines) {
  for (let at = lines.length - 1; at > 0; at--) {
    if (lines[at - 1].trim() === '' || BLOCK_START.exec(lines[at])?.[0].trim()) return at;
  }
  return 0;
}

/** @param {string} text of one block */
function mendInline(text) {
  const whole = withoutHalfLink(withoutLooseEnd(withoutHalfDelimiter(text)));
  const closers = openDelimiters(whole).reverse();
  const bare = closers.reduce((rest, { mark, at }) => (rest.length === at + mark.length ? rest.slice(0, at) : rest), whole);
  const kept = closers.filter(({ at }) => at < bare.length).map(({ mark }) => mark);
  return (kept.length > 0 ? bare.trimEnd() : bare) + kept.join('');
}

/** @param {string} text without delimiters at its end, unless they close what is open */
function withoutHalfDelimiter(text) {
  const mark = /([*_~`])\1*$/.exec(text)?.[0] ?? '';
  const before = text.slice(0, text.length - mark.length);
  return openDelimiters(before).at(-1)?.mark === mark ? text : before;
}

/** @param {string} text without what may yet become a tag, an entity, an escape or a citation */
function withoutLooseEnd(text) {
  return text.replace(/(?:<[a-zA-Z/!][^<>]*|<|&#?\w{0,8}|\\|\[\d[\d, ]*)$/, '');
}

/** @param {string} text a link or an image whose address is not whole yet becomes its words */
function withoutHalfLink(text) {
  const spared = withoutCode(text);
  const open = /!?\[((?:[^[\]]|\[[^[\]]*\])*)(?:\](?:\([^()]*(?:\([^()]*\)?[^()]*)?)?)?$/.exec(spared);
  if (!open || /^\[\d+(?:, ?\d+)*\]$/.test(open[0])) return text.endsWith('!') ? text.slice(0, -1) : text;
  const words = open.index + open[0].indexOf('[') + 1;
  return text.slice(0, open.index) + text.slice(words, words + open[1].length);
}

/** @param {string} text with the insides of its code spans blanked, at the same length */
function withoutCode(text) {
  return text.replace(/(`+)[^`][\s\S]*?(?:\1|$)/g, (code) => ' '.repeat(code.length));
}

/**
 * @param {string} text
 * @returns {{ mark: string, at: number }[]} what is opened and not closed, from the outside in
 */
function openDelimiters(text) {
  /** @type {{ mark: string, at: number }[]} */
  const open = [];
  for (const { 0: run, index: at } of text.matchAll(/\\[\s\S]|`+|\*+|~+|_+/g)) {
    const code = open.at(-1)?.mark.startsWith('`') ?? false;
    if (code && open.at(-1)?.mark === run) open.pop();
    if (code || run.startsWith('\\')) continue;
    const left = run.startsWith('`') ? run.length : closeAll(open, run, !/\s/.test(text[at - 1] ?? ' '));
    if (left > 0 && opens(text, run, at)) open.push(...split(run.slice(0, left), at));
  }
  return open;
}

/**
 * @param {{ mark: string, at: number }[]} open loses what the run closes, and what was opened within it
 * @param {string} run
 * @param {boolean} closes
 * @returns {number} how much of the run is left
 */
function closeAll(open, run, closes) {
  let left = run.length;
  for (let at = open.length - 1; closes && at >= 0 && left > 0; at--) {
    const { mark } = open[at];
    if (mark[0] !== run[0] || mark.length > left) continue;
    open.length = at;
    left -= mark.length;
  }
  return left;
}

/**
 * @param {string} mark three of a kind open strong and plain emphasis at once
 * @param {number} at
 */
function split(mark, at) {
  if (mark.length !== 3 || mark.startsWith('`')) return [{ mark, at }];
  return [{ mark: mark[0], at }, { mark: mark.slice(1), at: at + 1 }];
}

/**
 * @param {string} text
 * @param {string} mark
 * @param {number} at
 */
function opens(text, mark, at) {
  if (mark.startsWith('`')) return true;
  const before = text[at - 1] ?? ' ';
  const after = text[at + mark.length] ?? '';
  return !/\s/.test(after || (/\s|[("'*_~]/.test(before) ? 'x' : ' ')) && !(mark.startsWith('_') && /\w/.test(before));
}
