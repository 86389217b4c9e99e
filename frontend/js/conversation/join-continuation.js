/** How far back a continuation's repetition is looked for, in characters. */
const MOST_REPEATED = 4000;

const FENCE = /^[ \t]*(?:>[ \t]*)*(`{3,}|~{3,})([^\n`]*)$/;
const REOPENED = /^\s*(`{3,}|~{3,})([^\n`]*)(\n|$)/;
const DELIMITERS = /^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;
const WORD_START = /(?<=^|\n)(?=.)|(?<=\s)(?=\S)|(?<=[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}])/gu;
const UNSPACED = /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{P}]{4,}$/u;

/** What was found so far: undecided, or how much of the rest is none of the text, and what stands between. */
/** @typedef {{ skip: number, between: string } | null} Seam */

/**
 * An answer that broke off, and what a model wrote to go on with it, as one text. A fence or a table's head that was opened
 * again and words that were repeated are there once.
 *
 * @param {string} before up to where it broke off
 * @param {string} rest so far
 * @param {boolean} over nothing more will come
 * @returns {string} only what was before for as long as the rest may be a repetition
 */
export function joined(before, rest, over) {
  const seam = seamOf(before, rest, over);
  return seam ? before + seam.between + rest.slice(seam.skip) : before;
}

/**
 * @param {string} before
 * @param {string} rest
 * @param {boolean} over
 * @returns {Seam}
 */
function seamOf(before, rest, over) {
  if (rest === '') return null;
  const inCode = isInCode(before);
  const opening = inCode ? reopening(before, rest, over) : tableHead(before, rest, over);
  if (opening === null) return null;
  const ahead = opening > 0 ? opening : leadingBreaks(before, rest, over);
  if (ahead === null) return null;
  const repeated = repetition(before, rest.slice(ahead), over);
  if (repeated === null) return null;
  if (repeated > 0) return { skip: ahead + repeated, between: '' };
  const line = inCode ? repeatedLine(before, rest.slice(opening), opening > 0, over) : 0;
  if (line === null) return null;
  if (line > 0) return { skip: opening + line, between: '' };
  return { skip: opening, between: opening > 0 && isNewLine(before, rest.slice(opening)) ? '\n' : '' };
}

/** @param {string} text @returns {boolean} whether it ends within a block of code */
function isInCode(text) {
  let fence = '';
  for (const line of text.split('\n')) {
    const [, mark = '', info = ''] = FENCE.exec(line) ?? [];
    if (!fence) fence = mark;
    else if (mark.startsWith(fence) && info.trim() === '') fence = '';
  }
  return fence !== '';
}

/**
 * A fence at the start of the rest, within code. With a language it opens the code again. Without one it closes it, unless it
 * follows on the middle of a line and code follows on it.
 *
 * @param {string} before
 * @param {string} rest
 * @param {boolean} over
 * @returns {number | null} its length where it opens the code again, else 0; null where that is not decided
 */
function reopening(before, rest, over) {
  if (!over && /^\s*(?:`{0,2}|~{0,2})$/.test(rest)) return null;
  const [line, , info = '', end] = REOPENED.exec(rest) ?? [''];
  if (!line) return 0;
  if (!end && !over) return null;
  if (info.trim()) return line.length;
  if (before.endsWith('\n') || /^[ \t]*\n/.test(rest)) return 0;
  const next = rest[line.length];
  if (next === undefined) return over ? 0 : null;
  return next === '\n' ? 0 : line.length;
}

/**
 * @param {string} before
 * @param {string} rest
 * @param {boolean} over
 * @returns {number | null} the length of a table's head that is repeated at the start of the rest; null where that is not decided
 */
function tableHead(before, rest, over) {
  const lines = before.split('\n');
  const delimiters = lines.findLastIndex((line) => line.includes('|') && DELIMITERS.test(line));
  if (delimiters < 1 || lines.slice(delimiters, -1).some((line) => !line.includes('|'))) return 0;
  const head = `${lines[delimiters - 1]}\n${lines[delimiters]}\n`;
  const start = /^\s*/.exec(rest)?.[0].length ?? 0;
  if (rest.startsWith(head, start)) return start + head.length;
  return !over && head.startsWith(rest.slice(start)) ? null : 0;
}

/**
 * @param {string} before that ends within code
 * @param {string} rest
 * @param {boolean} isReopened
 * @param {boolean} over
 * @returns {number | null} the length of the line that was cut, where the rest begins with it again; its indent alone counts behind a
 *   fence that was opened again; null where that is not decided
 */
function repeatedLine(before, rest, isReopened, over) {
  const line = before.slice(before.lastIndexOf('\n') + 1);
  if (line === '' || (line.trim() === '' && !isReopened)) return 0;
  if (rest.startsWith(line)) return line.length;
  return !over && line.startsWith(rest) ? null : 0;
}

/**
 * @param {string} before
 * @param {string} rest
 * @param {boolean} over
 * @returns {number | null} how many line breaks it begins with that stand before a repetition only; null where that is not decided
 */
function leadingBreaks(before, rest, over) {
  const breaks = /^\n+/.exec(rest)?.[0].length ?? 0;
  if (breaks === 0) return 0;
  if (breaks === rest.length && !over) return null;
  const repeated = repetition(before, rest.slice(breaks), over);
  return repeated === 0 ? 0 : repeated && breaks;
}

/**
 * @param {string} before
 * @param {string} rest
 * @param {boolean} over
 * @returns {number | null} how many of its first characters are the last of the text before; null where that is not decided
 */
function repetition(before, rest, over) {
  const from = Math.max(0, before.length - MOST_REPEATED);
  const near = before.slice(from);
  for (const { index } of near.matchAll(WORD_START)) {
    const end = near.slice(index);
    const startsLine = index === 0 ? from === 0 : near[index - 1] === '\n' || /\n[ \t]*$/.test(near.slice(0, index));
    if (rest.startsWith(end) ? isRepeated(end, startsLine, rest[end.length]) : false) return end.length;
    if (!over && end.startsWith(rest) && isRepeated(end, startsLine, 'a')) return null;
    if (!over && rest === end) return null;
    const trimmed = end.trimEnd();
    if (trimmed !== end && rest.startsWith(trimmed) && isRepeated(trimmed, startsLine, ' ') && /^\s/.test(rest.slice(trimmed.length))) {
      return repeatedWithSpaces(end, trimmed, rest);
    }
  }
  return 0;
}

/**
 * @param {string} end of the text before
 * @param {string} trimmed the same without the white space at its end
 * @param {string} rest
 * @returns {number} how much of the rest is there already, as far as its white space is
 */
function repeatedWithSpaces(end, trimmed, rest) {
  const there = end.slice(trimmed.length);
  const repeated = /^\s*/.exec(rest.slice(trimmed.length))?.[0] ?? '';
  let same = 0;
  while (same < there.length && there[same] === repeated[same]) same++;
  return trimmed.length + same;
}

/**
 * @param {string} end words of the text before up to its end
 * @param {boolean} startsLine they are its whole last lines
 * @param {string | undefined} next what the rest goes on with
 * @returns {boolean} whether it is no chance that the rest begins with them
 */
function isRepeated(end, startsLine, next) {
  const words = end.trim();
  if ((startsLine && words.length >= 3) || (/\s/.test(words) && words.length >= 6) || UNSPACED.test(words)) return true;
  // A word that was cut, from its beginning.
  return /^\p{L}{2,}$/u.test(end) && /^\p{L}$/u.test(next ?? '');
}

/**
 * @param {string} before that ends within code
 * @param {string} rest of the code, behind a fence that was opened again
 */
function isNewLine(before, rest) {
  const last = before.slice(before.lastIndexOf('\n') + 1);
  return last.trim() !== '' && !rest.startsWith('\n') && (/[;{}()[\],:>]$/.test(last) || /^(?: {2,}|\t)/.test(rest));
}
