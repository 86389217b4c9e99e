/**
 * A block of code with its language and its buttons, which the page's click handler serves.
 *
 * @param {string} code
 * @param {string} info what stands behind the fence
 * @param {boolean} whole its closing fence has come
 * @param {{ copyLabel: string, wrapLabel?: string }} labels of its buttons; without a label for it, its lines can't be wrapped
 */
export function codeBlock(code, info, whole, { copyLabel, wrapLabel }) {
  const language = /^[\w+#.-]{1,20}/.exec(info)?.[0] ?? '';
  const figure = document.createElement('figure');
  figure.className = 'code';
  figure.dir = 'ltr';
  const caption = document.createElement('figcaption');
  caption.append(wordsIn('span', language), buttonOf('copy-code', whole, copyLabel));
  if (wrapLabel) caption.append(buttonOf('wrap-code', whole, wrapLabel));
  const pre = document.createElement('pre');
  pre.tabIndex = 0;
  pre.append(wordsIn('code', code));
  figure.append(caption, pre);
  return figure;
}

/**
 * @param {string} tag
 * @param {string} words
 */
function wordsIn(tag, words) {
  const element = document.createElement(tag);
  element.textContent = words;
  return element;
}

/**
 * @param {string} action
 * @param {boolean} whole
 * @param {string} label
 */
function buttonOf(action, whole, label) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'action';
  button.dataset.action = action;
  button.textContent = label;
  button.disabled = !whole;
  return button;
}
