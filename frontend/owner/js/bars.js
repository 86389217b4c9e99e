/**
 * A rectangle of a chart, in percent of its width and height, from its upper left.
 *
 * @typedef {{ series: number, column: number, x: number, y: number, width: number, height: number }} Bar
 */

/** The part of a column that is bar and not gap. */
const BAR_PART = 0.72;

/** What is not 0 can be seen. */
const LEAST_HEIGHT = 1;

/**
 * Places stacked bars, one column for each stack; the first series is at the bottom.
 *
 * @param {readonly (readonly number[])[]} stacks
 * @param {number} most the value at the top of the chart
 * @returns {Bar[]} those that are not 0
 */
export function stackedBars(stacks, most) {
  const step = 100 / stacks.length;
  return stacks.flatMap((stack, column) => {
    let below = 0;
    return stack.flatMap((value, series) => {
      if (value <= 0) return [];
      const height = Math.max(LEAST_HEIGHT, (value / most) * 100);
      below += height;
      const x = (column + (1 - BAR_PART) / 2) * step;
      return [{ series, column, x, y: 100 - below, width: step * BAR_PART, height }];
    });
  });
}

/**
 * Places the parts of a whole beside each other.
 *
 * @param {readonly number[]} parts
 * @returns {{ series: number, x: number, width: number }[]} those that are not 0, in percent
 */
export function rowOfParts(parts) {
  const whole = parts.reduce((all, part) => all + part, 0);
  let before = 0;
  return parts.flatMap((part, series) => {
    if (part <= 0) return [];
    const width = (part / whole) * 100;
    before += width;
    return [{ series, x: before - width, width }];
  });
}

/**
 * The least round number that is no smaller: 1, 2 or 5 with zeros, or a part of 1 that is so.
 *
 * @param {number} value
 * @returns {number} 1 where the value is 0
 */
export function roundTop(value) {
  if (value <= 0) return 1;
  const magnitude = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 5, 10].find((each) => each * magnitude >= value * (1 - 1e-9)) ?? 10;
  return Number((step * magnitude).toPrecision(3));
}
