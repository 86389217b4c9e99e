/** @typedef {readonly number[]} Colour red, green and blue, from 0 to 255 */

const READABLE = 4.5;
const STEPS = 20;
const BLACK = [0, 0, 0];
const WHITE = [255, 255, 255];

/**
 * The accent as text can be written in it, and on it: moved from the ground towards the ink until it can be read.
 *
 * @param {Colour} accent
 * @param {Colour} ground
 * @param {Colour} ink
 * @returns {{ shade: string, onShade: string }} as CSS takes them
 */
export function readable(accent, ground, ink) {
  const shades = Array.from({ length: STEPS + 1 }, (_, step) => mixed(accent, ink, step / STEPS));
  const shade = shades.find((candidate) => contrast(candidate, ground) >= READABLE) ?? ink;
  const onShade = [ground, ink, BLACK].find((candidate) => contrast(candidate, shade) >= READABLE) ?? WHITE;
  return { shade: written(shade), onShade: written(onShade) };
}

/**
 * @param {string} css as `getComputedStyle` gives a colour
 * @returns {Colour | null} null where it is of another colour space
 */
export function parsed(css) {
  if (!css.startsWith('rgb')) return null;
  return (css.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
}

/** @param {Colour} colour */
function written(colour) {
  return `rgb(${colour.join(' ')})`;
}

/**
 * @param {Colour} one
 * @param {Colour} other
 * @param {number} share of the other
 */
function mixed(one, other, share) {
  return one.map((value, at) => Math.round(value + (other[at] - value) * share));
}

/**
 * The contrast ratio of WCAG 2.2.
 *
 * @param {Colour} one
 * @param {Colour} other
 */
function contrast(one, other) {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

/** @param {Colour} colour */
function luminance(colour) {
  const [red, green, blue] = colour.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
