import { loadHighlighter } from '../vendor.js';
import { highlightedNodes } from './sanitize.js';

/** Longer code stays plain, so that the page never stands still for it. */
const MAX_CHARACTERS = 30_000;

/** @type {Promise<Highlighter | null> | null} */
let highlighter = null;

/**
 * The code of each block that it was coloured for.
 *
 * @type {WeakMap<Element, string>}
 */
const coloured = new WeakMap();

/**
 * Colours the blocks of code that are complete and not coloured yet. What does it is fetched when the first of them names its
 * language; without it, code stays plain.
 *
 * @param {Node[]} nodes
 */
export async function highlightCode(nodes) {
  const blocks = nodes.flatMap(codeWithin).filter((block) => languageOf(block) && coloured.get(block) !== textOf(block));
  if (blocks.length === 0) return;
  blocks.forEach((block) => coloured.set(block, textOf(block)));
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
  const blocks = node.matches('figure.code') ? [node] : [...node.querySelectorAll('figure.code')];
  return blocks.filter((block) => block.querySelector('button:enabled'));
}

/** @param {Element} block */
function languageOf(block) {
  return block.querySelector('figcaption span')?.textContent ?? '';
}

/** @param {Element} block */
function textOf(block) {
  return block.querySelector('pre')?.textContent ?? '';
}

/**
 * @param {Element} block
 * @param {Highlighter} library
 */
function colour(block, library) {
  const text = textOf(block);
  const language = languageOf(block);
  if (text.length > MAX_CHARACTERS || !library.getLanguage(language)) return;
  const nodes = highlightedNodes(library.highlight(text, { language, ignoreIllegals: true }).value);
  if (nodes.textContent === text) block.querySelector('code')?.replaceChildren(nodes);
}
