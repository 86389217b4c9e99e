const SVG = 'http://www.w3.org/2000/svg';

/** The paths of each icon, drawn as lines on 24 by 24. */
const PATHS = {
  send: 'M12 19V5m-6 6 6-6 6 6',
  stop: 'M6.5 6.5h11v11h-11z',
  copy: 'M9 9h10v11H9zM5 15V4h10',
  retry: 'M4 12a8 8 0 1 0 2.6-5.9M4 4v4.5h4.5',
  continue: 'M5 12h13m-5-5 5 5-5 5',
  edit: 'M5 19h3.5L19 8.5 15.5 5 5 15.5zM13 7.5l3.5 3.5',
  helpful: 'M7 11v9H4v-9zM7 12l4-8c2 0 3 1.2 2.6 3L13 10h5.5c1.3 0 2 1 1.8 2.2l-1.2 6c-.2 1-1 1.8-2.1 1.8H7',
  unhelpful: 'M7 13V4H4v9zM7 12l4 8c2 0 3-1.2 2.6-3L13 14h5.5c1.3 0 2-1 1.8-2.2l-1.2-6c-.2-1-1-1.8-2.1-1.8H7',
  message: 'M4 6h16v12H4zm0 1 8 6 8-6',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  down: 'M12 5v14m-6-6 6 6 6-6',
};

/**
 * @param {keyof typeof PATHS} name
 * @returns {SVGElement} decoration, without a name for screen readers
 */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}
