const SVG = 'http://www.w3.org/2000/svg';

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string>} [attributes]
 * @param {...(Node | string)} children strings become text
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/**
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | number>} [attributes]
 * @param {...Node} children
 * @returns {SVGElementTagNameMap[Tag]}
 */
export function svg(tag, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

/**
 * @template {Element} Kind
 * @param {string} id of an element of index.html
 * @param {new () => Kind} kind
 * @returns {Kind}
 */
export function byId(id, kind) {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`The page has no ${kind.name} #${id}.`);
  return found;
}

/**
 * A button with words.
 *
 * @param {string} words
 * @param {() => void} press
 * @param {string} [style] its class
 */
export function button(words, press, style = 'button') {
  const made = element('button', { type: 'button', class: style }, words);
  made.addEventListener('click', press);
  return made;
}

/**
 * Sets a text only where it is another, so that nothing is announced or selected anew.
 *
 * @param {Element} place
 * @param {string} text
 */
export function setText(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

/**
 * Makes the children of a list those that are wanted, in their order. A child that stays is not moved unless it has to be, so
 * that its focus and what is written in it stay; one in which something is being written stays in any case.
 *
 * @template Item
 * @template {Element} Row
 * @param {Element} list
 * @param {readonly Item[]} items
 * @param {(item: Item) => string} keyOf
 * @param {Map<string, Row>} rows those that are there, by their key; changed
 * @param {(item: Item) => Row} create
 * @param {(row: Row, item: Item) => void} update
 */
export function updateRows(list, items, keyOf, rows, create, update) {
  const wanted = new Set(items.map(keyOf));
  for (const [key, row] of rows) {
    if (wanted.has(key) || row.querySelector('form')) continue;
    row.remove();
    rows.delete(key);
  }
  items.forEach((item, at) => {
    const key = keyOf(item);
    const row = rows.get(key) ?? create(item);
    rows.set(key, row);
    update(row, item);
    if (list.children[at] !== row) list.insertBefore(row, list.children[at] ?? null);
  });
}
