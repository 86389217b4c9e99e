import { loadKatex } from '../vendor.js';
import { formulaAt } from './maths.js';

/** @typedef {import('./maths.js').Formula} Formula */

/** KaTeX sets a style for these, which the page's policy does not take. */
const UNSTYLED = { '\\pmb': '\\boldsymbol{#1}', '\\fcolorbox': '\\fbox{#3}' };
const MOST_KEPT = 200;

/** @type {Katex | null} */
let katex = null;

/** @type {Promise<Katex | null> | null} */
let loading = null;

/**
 * What was drawn of a formula, or null where it is none that KaTeX can read.
 *
 * @type {Map<string, Node | null>}
 */
const drawn = new Map();

/**
 * A formula as MathML, or as it was written for as long as KaTeX is not there, and where it can't read it.
 *
 * @param {Formula} formula
 */
export function mathsElement(formula) {
  const element = document.createElement('span');
  element.className = formula.display ? 'math display' : 'math';
  element.dir = 'ltr';
  element.dataset.tex = formula.raw.trim();
  element.textContent = formula.raw.trim();
  if (katex) draw(element, formula, katex);
  return element;
}

/**
 * Draws the formulas that were there before KaTeX was, which is fetched for the first of them.
 *
 * @param {Node[]} nodes
 */
export async function drawMaths(nodes) {
  if (katex || !nodes.some((node) => mathsWithin(node).length > 0)) return;
  loading ??= loadKatex().catch(() => null);
  katex = await loading;
  if (!katex) loading = null;
  for (const element of nodes.flatMap(mathsWithin)) {
    const formula = formulaAt(element.dataset.tex ?? '');
    if (katex && formula) draw(element, formula, katex);
  }
}

/**
 * @param {Node} node
 * @returns {HTMLElement[]}
 */
function mathsWithin(node) {
  if (!(node instanceof HTMLElement)) return [];
  return node.matches('.math') ? [node] : [...node.querySelectorAll(/** @type {'span'} */ ('.math'))];
}

/**
 * @param {HTMLElement} element
 * @param {Formula} formula
 * @param {Katex} library
 */
function draw(element, formula, library) {
  const key = `${formula.display}${formula.tex}`;
  if (!drawn.has(key)) {
    if (drawn.size >= MOST_KEPT) drawn.clear();
    drawn.set(key, mathmlOf(formula, library));
  }
  const nodes = drawn.get(key)?.cloneNode(true);
  if (nodes) element.replaceChildren(nodes);
}

/**
 * @param {Formula} formula
 * @param {Katex} library
 */
function mathmlOf({ tex, display }, library) {
  const macros = { ...UNSTYLED };
  const options = { output: 'mathml', displayMode: display, trust: false, strict: 'ignore', maxSize: 20, maxExpand: 200, macros };
  try {
    return library.__renderToDomTree(tex, options).toNode();
  } catch {
    return null; // no TeX, or none that KaTeX knows: it is shown as it was written
  }
}
