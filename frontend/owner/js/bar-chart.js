import { roundTop, stackedBars } from './bars.js';
import { element, setText, svg } from './dom.js';
import { longDay, shortDay } from './words.js';

/**
 * What a chart shows: for each day a stack of values.
 *
 * @typedef {{ days: readonly string[], stacks: readonly (readonly number[])[], summary: string }} ChartData
 */

/** Days as stacked bars, drawn as SVG, with the day under the pointer in words and all of it as a table. */
export class BarChart {
  #series;
  #format;
  /** @type {ChartData} */
  #data = { days: [], stacks: [], summary: '' };
  #drawn = '';
  #readout = element('p', { class: 'readout' });
  #top = element('span', { class: 'top' });
  #svg = svg('svg', { class: 'bars', role: 'img' });
  #mark = svg('rect', { class: 'mark', y: '0', height: '100%', visibility: 'hidden' });
  #dayNames = element('div', { class: 'days', 'aria-hidden': 'true' });
  #table = element('table');
  #legend = element('ul', { class: 'legend' });

  /**
   * @param {{ title: string, series: readonly string[], format: (value: number) => string }} options the names of the series, the
   *   lowest in a stack first, and how a value is written
   */
  constructor({ title, series, format }) {
    this.#series = series;
    this.#format = format;
    const scroll = element('div', { class: 'scroll', role: 'region', tabindex: '0', 'aria-label': `${title}, as a table` }, this.#table);
    this.element = element(
      'figure',
      { class: 'chart' },
      element('figcaption', {}, element('h3', {}, title), this.#readout),
      element('div', { class: 'plot' }, this.#top, this.#svg, this.#dayNames),
      this.#legend,
      element('details', {}, element('summary', {}, 'As a table'), scroll),
    );
    this.#svg.addEventListener('pointermove', (event) => this.#point(event));
    this.#svg.addEventListener('pointerdown', (event) => this.#point(event));
    this.#svg.addEventListener('pointerleave', () => this.#read(-1));
  }

  /** @param {ChartData} data */
  update(data) {
    const drawn = JSON.stringify(data);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.#data = data;
    this.#draw();
    this.#read(-1);
    this.#fillTable();
  }

  #draw() {
    const { days, stacks, summary } = this.#data;
    const highest = Math.max(...stacks.map((stack) => sum(stack)));
    const top = roundTop(highest);
    setText(this.#top, highest > 0 ? this.#format(top) : '');
    this.#svg.setAttribute('aria-label', summary);
    const lines = ['0.5', '50%', '100%'].map((y) => svg('line', { class: 'grid', x1: '0', x2: '100%', y1: y, y2: y }));
    const bars = stackedBars(stacks, top).map((bar) =>
      svg('rect', {
        class: `series-${bar.series}`,
        x: `${bar.x}%`,
        y: `${bar.y}%`,
        width: `${bar.width}%`,
        height: `${bar.height}%`,
        rx: '1.5',
      }),
    );
    this.#svg.replaceChildren(...lines, this.#mark, ...bars);
    const middle = Math.floor((days.length - 1) / 2);
    this.#dayNames.replaceChildren(...[0, middle, days.length - 1].map((at) => element('span', {}, shortDay(days[at]))));
    const present = this.#seriesPresent();
    this.#legend.hidden = present.length < 2;
    this.#legend.replaceChildren(
      ...present.map((at) => element('li', { class: `key series-${at}` }, element('span', {}, this.#series[at]), element('b'))),
    );
  }

  /** @returns {number[]} the series that have a value on any day */
  #seriesPresent() {
    return this.#series.map((_, at) => at).filter((at) => this.#data.stacks.some((stack) => stack[at] > 0));
  }

  /** @param {PointerEvent} event */
  #point(event) {
    const { left, width } = this.#svg.getBoundingClientRect();
    const column = Math.floor(((event.clientX - left) / width) * this.#data.days.length);
    this.#read(column);
  }

  /** @param {number} column the day that is told in words, or -1 for all */
  #read(column) {
    const { days, stacks, summary } = this.#data;
    const day = days[column];
    const step = 100 / days.length;
    this.#mark.setAttribute('visibility', day ? 'visible' : 'hidden');
    this.#mark.setAttribute('x', `${Math.max(0, column) * step}%`);
    this.#mark.setAttribute('width', `${step}%`);
    const told = day ? [stacks[column]] : stacks;
    setText(this.#readout, day ? `${longDay(day)}: ${this.#format(sum(stacks[column]))}` : summary);
    this.#seriesPresent().forEach((series, at) => {
      const value = this.#legend.children[at]?.lastElementChild;
      if (value) setText(value, this.#format(sum(told.map((stack) => stack[series]))));
    });
  }

  #fillTable() {
    const { days, stacks } = this.#data;
    const present = this.#seriesPresent();
    const head = element('tr', {}, header('Day', 'col'), header('All', 'col'));
    if (present.length > 1) head.append(...present.map((at) => header(this.#series[at], 'col')));
    const rows = days
      .map((day, at) => ({ day, stack: stacks[at] }))
      .filter(({ stack }) => sum(stack) > 0)
      .reverse()
      .map(({ day, stack }) => {
        const row = element('tr', {}, header(shortDay(day), 'row'), cell(this.#format(sum(stack))));
        if (present.length > 1) row.append(...present.map((at) => cell(stack[at] > 0 ? this.#format(stack[at]) : '–')));
        return row;
      });
    if (rows.length === 0) rows.push(element('tr', {}, element('td', { colspan: '2' }, 'Nothing yet')));
    this.#table.replaceChildren(element('thead', {}, head), element('tbody', {}, ...rows));
  }
}

/** @param {readonly number[]} stack */
function sum(stack) {
  return stack.reduce((all, value) => all + value, 0);
}

/**
 * @param {string} words
 * @param {string} scope
 */
function header(words, scope) {
  return element('th', { scope }, words);
}

/** @param {string} words */
function cell(words) {
  return element('td', {}, words);
}
