const GROUP = String.raw`\[\d{1,2}(?:, ?\d{1,2})*\]`;

/**
 * Numbers in brackets, one group behind the other. Behind a letter, a digit or a bracket they are an index, as in arr[1]; but
 * Chinese and Japanese words stand without spaces.
 */
const CITATIONS = new RegExp(String.raw`(?<!(?![\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}])[\p{L}\p{N}_$\]])(?:${GROUP})+`, 'gu');

/** What stands before a citation on its line: a word, or one sign where words stand without spaces. */
const WORD_BEFORE = /(?:[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]|[^\s\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]{1,24})([ \t]*)$/u;
const PUNCTUATION = /^[.,;:!?…。，、；：！？)\]»”’'"]+/;
const NARROW_SPACE = '\u202F';

/**
 * Turns the numbers in an answer, `[1]` or `[1, 3]`, into links to its sources; a number without a source stays as it is. No line
 * breaks between a number and the word or the punctuation beside it.
 *
 * @param {Node} root
 * @param {(number: number) => string | null} addressOf null where there is no such source
 */
export function linkCitations(root, addressOf) {
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT, (text) =>
    /\[\d/.test(text.nodeValue ?? '') && !text.parentElement?.closest('a, code, pre, .math') ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_SKIP,
  );
  const found = [];
  while (texts.nextNode()) found.push(/** @type {Text} */ (texts.currentNode));
  found.forEach((text) => text.replaceWith(...cited(text.data, addressOf)));
}

/**
 * @param {string} text
 * @param {(number: number) => string | null} addressOf
 * @returns {(string | Node)[]}
 */
function cited(text, addressOf) {
  /** @type {(string | Node)[]} */
  const nodes = [];
  let end = 0;
  for (const { 0: groups, index } of text.matchAll(CITATIONS)) {
    const pieces = piecesOf(groups, addressOf);
    if (pieces.every((piece) => typeof piece === 'string')) continue;
    const before = text.slice(end, index);
    const [word, space] = WORD_BEFORE.exec(before) ?? ['', ''];
    const punctuation = PUNCTUATION.exec(text.slice(index + groups.length))?.[0] ?? '';
    const isBehindNode = word === '' && /^[ \t]+$/.test(before);
    nodes.push(isBehindNode ? NARROW_SPACE : before.slice(0, before.length - word.length), held(word.trimEnd() + (space && NARROW_SPACE), ...pieces, punctuation));
    end = index + groups.length + punctuation.length;
  }
  return [...nodes, text.slice(end)].filter((node) => node !== '');
}

/**
 * @param {string} groups
 * @param {(number: number) => string | null} addressOf
 * @returns {(string | Node)[]} links, and each group with a number that is no source's as it is
 */
function piecesOf(groups, addressOf) {
  return (groups.match(/\[[^\]]*\]/g) ?? []).flatMap((group) => {
    const citations = (group.match(/\d+/g) ?? []).map((number) => ({ number, address: addressOf(Number(number)) }));
    /** @type {(string | Node)[]} */
    const links = citations.map(linkOf);
    return citations.every(({ address }) => address) ? links : [group];
  });
}

/** @param {...(string | Node)} pieces that stay on one line */
function held(...pieces) {
  const span = document.createElement('span');
  span.className = 'cited';
  span.append(...pieces.filter((piece) => piece !== ''));
  return span;
}

/** @param {{ number: string, address: string | null }} citation */
function linkOf({ number, address }) {
  const link = document.createElement('a');
  link.className = 'citation';
  link.href = address ?? '';
  link.textContent = number;
  return link;
}
