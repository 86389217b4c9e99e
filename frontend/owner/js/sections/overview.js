import { BarChart } from '../bar-chart.js';
import { rowOfParts } from '../bars.js';
import { byId, element, svg } from '../dom.js';
import { byCount, finished, shares, tokens, total } from '../figures.js';
import { compact, endingName, money, number, percent, plural, seconds, sentence, upstreamName, WHO } from '../words.js';

/** @typedef {import('../figures.js').Figures} Figures */

/** The figures of today, of a week or of 30 days, and both charts. */
export class Overview {
  #tiles = byId('tiles', HTMLElement);
  #breakdown = byId('breakdown', HTMLElement);
  #period = byId('period', HTMLFieldSetElement);
  #questions = new BarChart({ title: 'Questions by day', series: WHO, format: number });
  #cost = new BarChart({ title: 'Cost by day', series: ['Cost'], format: money });
  #tokens = new BarChart({ title: 'Tokens by day', series: ['Read', 'Read from the provider’s cache', 'Written'], format: compact });
  /** @type {readonly Figures[]} */
  #days = [];
  #shown = '';

  constructor() {
    byId('charts', HTMLElement).append(this.#questions.element, this.#cost.element, this.#tokens.element);
    this.#period.addEventListener('change', () => this.#showPeriod());
  }

  /** @param {readonly Figures[]} days oldest first */
  update(days) {
    this.#days = days;
    this.#showPeriod();
    this.#drawCharts();
  }

  #showPeriod() {
    const chosen = this.#period.querySelector('input:checked');
    const count = chosen instanceof HTMLInputElement ? Number(chosen.value) : 1;
    const shown = JSON.stringify([count, this.#days]);
    if (shown === this.#shown || this.#days.length === 0) return;
    this.#shown = shown;
    const figures = total(this.#days.slice(-count));
    const yesterday = count === 1 ? this.#days[this.#days.length - 2] : undefined;
    this.#tiles.replaceChildren(...tilesOf(figures, yesterday, count));
    this.#breakdown.replaceChildren(...breakdownOf(figures));
  }

  #drawCharts() {
    const days = this.#days.map((day) => day.day);
    const all = total(this.#days);
    const hasPrices = all.costUsd !== null;
    this.#questions.update({
      days,
      stacks: this.#days.map(shares),
      summary:
        all.questions === 0
          ? 'No question in the last 30 days yet.'
          : `${plural(all.questions, 'question')} in 30 days, ${number(Math.max(...this.#days.map((day) => day.questions)))} on the busiest day.`,
    });
    this.#cost.element.hidden = !hasPrices;
    this.#tokens.element.hidden = hasPrices;
    if (hasPrices) {
      const costs = this.#days.map((day) => day.costUsd ?? 0);
      this.#cost.update({ days, stacks: costs.map((cost) => [cost]), summary: `${money(all.costUsd ?? 0)} in 30 days, ${money(Math.max(...costs))} on the dearest day.` });
    } else {
      const stacks = this.#days.map((day) => [day.tokensRead - day.cachedTokens, day.cachedTokens, day.tokensWritten]);
      this.#tokens.update({ days, stacks, summary: `${compact(tokens(all))} tokens in 30 days.` });
    }
  }
}

/**
 * @param {Figures} figures
 * @param {Figures | undefined} yesterday
 * @param {number} days
 */
function tilesOf(figures, yesterday, days) {
  const { questions, waits, thumbs, refused, costUsd } = figures;
  const ended = Object.values(figures.endings).reduce((all, count) => all + count, 0);
  const tiles = [
    tile('Questions', number(questions), yesterday ? `${number(yesterday.questions)} yesterday` : aDay(questions / days)),
    tile('Answered', percent(finished(figures), ended), ended === 0 ? 'no question yet' : `${number(finished(figures))} of ${number(ended)} in full`),
    costUsd === null
      ? tile('Tokens', compact(tokens(figures)), `${compact(figures.tokensWritten)} of them written`)
      : tile('Cost', money(costUsd), `${compact(tokens(figures))} tokens, ${percent(figures.cachedTokens, figures.tokensRead)} of input cached`),
  ];
  if (waits) {
    const average = waits.questions === 0 ? 'nobody waited' : `for a place, ${seconds(waits.seconds / waits.questions)} on average`;
    tiles.push(tile('Waited', number(waits.questions), average));
  }
  if (thumbs) tiles.push(tile('Thumbs', `${number(thumbs.up)} up`, `${number(thumbs.down)} down`));
  if (refused) {
    const reasons = byCount(refused);
    const all = reasons.reduce((sum, [, count]) => sum + count, 0);
    tiles.push(tile('Refused', number(all), reasons.length === 0 ? 'nobody was turned away' : sentence(reasons[0][0]).toLowerCase()));
  }
  return tiles;
}

/** @param {number} average */
function aDay(average) {
  return average > 0 && average < 1 ? 'less than one a day' : `${number(Math.round(average))} a day`;
}

/**
 * @param {string} label
 * @param {string} value
 * @param {string} note
 */
function tile(label, value, note) {
  return element('div', { class: 'tile' }, element('dt', {}, label), element('dd', {}, value, element('small', {}, note)));
}

/** @param {Figures} figures */
function breakdownOf(figures) {
  const parts = shares(figures);
  if (figures.questions === 0) return [element('p', { class: 'empty' }, 'Nobody has asked in this time.')];
  const bar = svg('svg', { class: 'parts', 'aria-hidden': 'true' });
  bar.append(
    ...rowOfParts(parts).map(({ series, x, width }) => svg('rect', { class: `series-${series}`, x: `${x}%`, width: `${width}%`, height: '100%' })),
  );
  const groups = [
    group('Who answered', parts.map((count, at) => counted(WHO[at], count, `key series-${at}`)).filter((_, at) => parts[at] > 0)),
    group('How they ended', byCount(figures.endings).map(([ending, count]) => counted(endingName(ending), count))),
  ];
  const refused = byCount(figures.refused ?? {});
  if (refused.length > 0) groups.push(group('Turned away', refused.map(([code, count]) => counted(sentence(code), count))));
  return [bar, element('div', { class: 'groups' }, ...groups)];
}

/**
 * @param {string} title
 * @param {HTMLElement[]} rows
 */
function group(title, rows) {
  return element('div', {}, element('h3', {}, title), element('ul', { class: 'counts' }, ...rows));
}

/**
 * @param {string} name
 * @param {number} count
 * @param {string} [style]
 */
function counted(name, count, style = '') {
  return element('li', { class: style }, element('span', {}, name), ' ', element('b', {}, number(count)));
}

/** The budgets, in the order in which they are shown. */
const BUDGETS = ['total', 'primary', 'fallback', 'embedding'];

/** What may be spent today, and what was. */
export class Budgets {
  #section = byId('budgets', HTMLElement);
  #list = byId('budget-list', HTMLElement);
  #shown = '';

  /** @param {BudgetState[] | null} budgets null where the server does not tell */
  update(budgets) {
    const told = (budgets ?? []).filter(isTold).sort((a, b) => BUDGETS.indexOf(a.name) - BUDGETS.indexOf(b.name));
    this.#section.hidden = told.length === 0;
    const shown = JSON.stringify(told);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#list.replaceChildren(...told.map(budgetRow));
  }
}

/**
 * A budget in tokens, in dollars, or in both; what is null is in the other, or without a limit.
 *
 * @typedef {{ name: string, limitTokens: number | null, spentTokens: number | null, reservedTokens: number | null, limitUsd?: number | null,
 *   spentUsd?: number | null }} BudgetState
 */

/** @param {BudgetState} budget */
function budgetRow({ name, limitTokens, spentTokens, reservedTokens, limitUsd, spentUsd }) {
  const row = element('li', {}, element('p', { class: 'name' }, upstreamName(name)));
  if (typeof spentUsd === 'number') row.append(...spending(spentUsd, limitUsd ?? null, money, ''));
  if (spentTokens !== null) {
    const held = reservedTokens ? `, ${compact(reservedTokens)} held for answers being written` : '';
    row.append(...spending(spentTokens, limitTokens, compact, ` tokens${held}`));
  }
  return row;
}

/**
 * Dollars that nothing has cost and nothing limits are not worth a word.
 *
 * @param {BudgetState} budget
 */
function isTold({ spentTokens, limitUsd, spentUsd }) {
  return spentTokens !== null || typeof limitUsd === 'number' || Boolean(spentUsd);
}

/**
 * @param {number} spent
 * @param {number | null} limit null for none
 * @param {(amount: number) => string} format
 * @param {string} unit
 */
function spending(spent, limit, format, unit) {
  if (limit === null) return [element('p', {}, `${format(spent)}${unit}, without a limit`)];
  const part = limit > 0 ? Math.min(1, spent / limit) : 1;
  const level = part >= 1 ? 'spent' : part >= 0.8 ? 'high' : 'fine';
  const words = `${format(spent)} of ${format(limit)}${unit}`;
  const fill = svg('rect', { class: 'fill', width: `${part * 100}%`, height: '100%', rx: '3' });
  return [
    element('p', {}, level === 'spent' ? `${words}: spent, until midnight UTC` : words),
    svg('svg', { class: `meter ${level}`, 'aria-hidden': 'true' }, fill),
  ];
}
