const CITATION = /(\[\d{1,2}(?:, ?\d{1,2})*\])/;

/**
 * Turns the numbers in an answer, `[1]` or `[1, 3]`, into links to its sources; a number without a source stays as it is.
 *
 * @param {Node} root
 * @param {(number: number) => string | null} addressOf null where there is no such source
 */
export function linkCitations(root, addressOf) {
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT, (text) =>
    /\[\d/.test(text.nodeValue ?? '') && !text.parentElement?.closest('a, code, pre') ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_SKIP,
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
  return text.split(CITATION).flatMap((piece) => {
    if (!CITATION.test(piece)) return [piece];
    const citations = (piece.match(/\d+/g) ?? []).map((number) => ({ number, address: addressOf(Number(number)) }));
    /** @type {(string | Node)[]} */
    const links = citations.map(linkOf);
    return citations.every(({ address }) => address) ? links : [piece];
  });
}

/** @param {{ number: string, address: string | null }} citation */
function linkOf({ number, address }) {
  const link = document.createElement('a');
  link.className = 'citation';
  link.href = address ?? '';
  link.textContent = number;
  return link;
}
