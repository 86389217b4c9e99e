/**
 * An image of the site's own pages. Nothing is fetched before it is near the view, and no more of this page's address is told
 * than its origin.
 *
 * @param {string} address
 * @param {string} words in its place
 * @param {{ width?: string, height?: string }} [size] in pixels, where it is known
 */
export function imageElement(address, words, { width, height } = {}) {
  const image = document.createElement('img');
  image.loading = 'lazy';
  image.decoding = 'async';
  image.alt = words;
  if (width && height) {
    image.setAttribute('width', width);
    image.setAttribute('height', height);
  }
  image.src = address;
  return image;
}
