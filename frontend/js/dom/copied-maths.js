/**
 * Copies a selection with its formulas in TeX, as they were written: MathML copied as text is no formula any more.
 *
 * @param {AbortSignal} signal ends it
 */
export function copyMathsAsTex(signal) {
  document.addEventListener('copy', (event) => copied(event), { signal });
}

/** @param {ClipboardEvent} event */
function copied(event) {
  const selection = getSelection();
  if (!selection || selection.isCollapsed || !event.clipboardData) return;
  const fragment = wholeFormulas(selection.getRangeAt(0)).cloneContents();
  const formulas = fragment.querySelectorAll(/** @type {'span'} */ ('.math'));
  if (formulas.length === 0) return;
  for (const formula of formulas) formula.replaceChildren(formula.dataset.tex ?? '');
  const place = document.createElement('div');
  place.className = 'copied';
  place.append(fragment);
  document.body.append(place);
  event.clipboardData.setData('text/plain', place.innerText);
  event.clipboardData.setData('text/html', place.innerHTML);
  place.remove();
  event.preventDefault();
}

/** @param {Range} selected @returns {Range} with all of a formula that it has a part of */
function wholeFormulas(selected) {
  const range = selected.cloneRange();
  const first = formulaOf(range.startContainer);
  const last = formulaOf(range.endContainer);
  if (first) range.setStartBefore(first);
  if (last) range.setEndAfter(last);
  return range;
}

/** @param {Node} node */
function formulaOf(node) {
  return (node instanceof Element ? node : node.parentElement)?.closest('.math');
}
