/** What the visitor sets by unfolding, wrapping lines, scrolling and pressing. */
const VISITORS = new Set(['open', 'data-wrapped', 'data-fade', 'aria-pressed']);

/**
 * Makes the children of an element equal to the nodes given, and keeps every node that already is: what the visitor has
 * selected, scrolled, unfolded or is about to press stays.
 *
 * @param {Element} parent
 * @param {readonly Node[]} nodes
 * @param {number} [first] the child to begin with; those before it stay
 */
export function morphChildren(parent, nodes, first = 0) {
  nodes.forEach((node, at) => {
    const present = parent.childNodes[first + at];
    if (!present) parent.append(node);
    else if (!present.isEqualNode(node)) morph(present, node);
  });
  while (parent.childNodes.length > first + nodes.length) parent.lastChild?.remove();
}

/**
 * @param {ChildNode} present
 * @param {Node} wanted
 */
function morph(present, wanted) {
  if (isColoured(present, wanted)) return;
  if (present instanceof Text && wanted instanceof Text) {
    morphText(present, wanted.data);
  } else if (present instanceof Element && wanted instanceof Element && present.tagName === wanted.tagName) {
    morphAttributes(present, wanted);
    morphChildren(present, [...wanted.childNodes]);
  } else {
    present.replaceWith(wanted);
  }
}

/**
 * @param {Node} present
 * @param {Node} wanted
 * @returns {boolean} whether it is the same code, coloured since it was drawn
 */
function isColoured(present, wanted) {
  return present.nodeName === 'CODE' && wanted.nodeName === 'CODE' && present.textContent === wanted.textContent;
}

/**
 * @param {Text} present
 * @param {string} wanted
 */
function morphText(present, wanted) {
  if (wanted.startsWith(present.data)) present.appendData(wanted.slice(present.data.length));
  else present.data = wanted;
}

/**
 * @param {Element} present
 * @param {Element} wanted
 */
function morphAttributes(present, wanted) {
  for (const { name } of [...present.attributes]) {
    if (!wanted.hasAttribute(name) && !VISITORS.has(name)) present.removeAttribute(name);
  }
  for (const { name, value } of wanted.attributes) if (present.getAttribute(name) !== value) present.setAttribute(name, value);
}
