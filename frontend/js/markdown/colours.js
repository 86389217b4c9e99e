import { loadHighlighter } from '../libraries.js';
import { colouredNodes } from './safe-nodes.js';

/** Longer code stays plain, so that the page never stands still for it. */
const MAX_CHARACTERS = 30_000;

/** @type {Promise<Highlighter | null> | null} */
let highlighter = null;

/**
 * Colours complete blocks of code. What does it is fetched when the first of them names its language; without it, code stays
 * plain.
 *
 * @param {Node[]} nodes
 */
export async function colourCode(nodes) {
  const blocks = nodes.flatMap(codeWithin).filter(languageOf);
  if (blocks.length === 0) return;
  highlighter ??= loadHighlighter().catch(() => null);
  const library = await highlighter;
  if (library) blocks.forEach((block) => colour(block, library));
  else highlighter = null;
}

/**
 * @param {Node} node
 * @returns {Element[]}
 */
function codeWithin(node) {
  if (!(node instanceof Element)) return [];
  return node.matches('figure.code') ? [node] : [...node.querySelectorAll('figure.code')];
}

/** @param {Element} block */
function languageOf(block) {
  return block.querySelector('figcaption span')?.textContent ?? '';
}

/**
 * @param {Element} block
 * @param {Highlighter} library
 */
function colour(block, library) {
  const code = block.querySelector('pre code');
  const text = code?.textContent ?? '';
  const language = languageOf(block);
  if (!code || text.length > MAX_CHARACTERS || !library.getLanguage(language)) return;
  const nodes = colouredNodes(library.highlight(text, { language, ignoreIllegals: true }).value);
  if (nodes.textContent === text) code.replaceChildren(nodes);
}
