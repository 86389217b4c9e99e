/** Text with more of what may open emphasis, code or a link is shown as it is: the library compares each with every other. */
const MOST_MARKS = 500;

/** @param {string} text @returns {boolean} whether what it may open is not looked for */
export function hasTooManyMarks(text) {
  let marks = 0;
  for (let at = 0; at < text.length && marks <= MOST_MARKS; at++) if ('*_~`['.includes(text[at])) marks++;
  return marks > MOST_MARKS;
}
