import { ApiError } from './api.js';
import { byId, setText } from './dom.js';
import { lastDays } from './figures.js';
import { ContentSection } from './sections/content.js';
import { Messages } from './sections/messages.js';
import { Budgets, Overview } from './sections/overview.js';
import { Unanswered } from './sections/unanswered.js';
import { Upstreams } from './sections/upstreams.js';
import { SignIn } from './sign-in.js';
import { number } from './words.js';

const REFRESH_MILLIS = 60_000;
const DAYS = 30;
const CLOCK = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const LOOPBACK = /^(localhost|127\..*|\[::1\]|.*\.localhost)$/;

/** The owner's page: signs in, shows what the server tells, and reads it again while the page is looked at. */
export class OwnerPage {
  #api;
  #signIn;
  #overview = new Overview();
  #budgets = new Budgets();
  #upstreams = new Upstreams();
  #unanswered;
  #messages;
  #content;
  #loading = byId('loading', HTMLElement);
  #signInSection = byId('sign-in', HTMLElement);
  #dashboard = byId('dashboard', HTMLElement);
  #signOut = byId('sign-out', HTMLButtonElement);
  #notice = byId('notice', HTMLElement);
  #proxyHint = byId('proxy-hint', HTMLElement);
  #updated = byId('updated', HTMLElement);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #refreshedAt = 0;

  /** @param {import('./api.js').OwnerApi} api */
  constructor(api) {
    this.#api = api;
    const changed = () => this.#refresh();
    this.#signIn = new SignIn(api, () => void this.#refresh('The token is right, but your browser did not keep the session’s cookie.'));
    this.#unanswered = new Unanswered(api, changed);
    this.#messages = new Messages(api, changed);
    this.#content = new ContentSection(api, changed);
    this.#signOut.addEventListener('click', () => void this.#leave());
    document.addEventListener('visibilitychange', () => this.#wake());
  }

  async start() {
    void this.#showName();
    try {
      const { signedIn } = await this.#api.session();
      if (signedIn) await this.#refresh();
      else this.#close();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setText(this.#loading, `${error.message} Reload the page to try again.`);
    }
  }

  async #showName() {
    const { name } = await this.#api.config().catch(() => ({ name: '' }));
    if (!name) return;
    setText(byId('site-name', HTMLElement), name);
    document.title = `${name}: the owner’s page`;
  }

  async #leave() {
    try {
      await this.#api.signOut();
      location.reload();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#tell(`You are still signed in. ${error.message}`);
    }
  }

  /**
   * Shows the form; what is being written stays behind it.
   *
   * @param {string} [reason]
   */
  #close(reason) {
    clearTimeout(this.#timer);
    this.#show(this.#signInSection);
    this.#signIn.show(reason);
  }

  /** @param {HTMLElement} section */
  #show(section) {
    const before = section.hidden;
    for (const each of [this.#loading, this.#signInSection, this.#dashboard]) each.hidden = each !== section;
    this.#signOut.hidden = section !== this.#dashboard;
    if (before && section === this.#dashboard) byId('overview-heading', HTMLElement).focus({ preventScroll: true });
  }

  /** @param {string} [ifEnded] what is said where there is no session */
  async #refresh(ifEnded = 'Your session has ended. Sign in again; what you were writing is kept.') {
    clearTimeout(this.#timer);
    const answers = await Promise.allSettled([
      this.#api.read('days'),
      this.#api.read('unanswered'),
      this.#api.read('upstreams'),
      this.#api.read('content'),
      this.#api.read('visitor'),
      this.#api.readIfThere('budgets'),
      this.#api.readIfThere('messages'),
    ]);
    const failed = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
    const unexpected = failed.find((reason) => !(reason instanceof ApiError));
    if (unexpected) throw unexpected;
    if (failed.some(({ status }) => status === 401)) {
      this.#close(ifEnded);
      return;
    }
    this.#fill(answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : undefined)));
    this.#tell(failed.length === 0 ? '' : `${failed[0].message} What you see may be old.`);
    this.#show(this.#dashboard);
    this.#schedule();
  }

  /** @param {any[]} answers undefined where the request failed: what is shown stays */
  #fill([days, unanswered, upstreams, content, visitor, budgets, messages]) {
    const now = Date.now();
    if (days) this.#overview.update(lastDays(days, new Date(now).toISOString().slice(0, 10), DAYS));
    if (unanswered) {
      this.#unanswered.update(unanswered);
      count('unanswered-count', unanswered.length);
    }
    if (upstreams) this.#upstreams.update(upstreams, now);
    if (content) {
      this.#content.update(content, now);
      this.#unanswered.updateFaq(content.faqProblem);
    }
    if (visitor) this.#hintAtProxies(visitor);
    if (budgets !== undefined) this.#budgets.update(budgets);
    if (messages !== undefined) {
      this.#messages.update(messages);
      count('message-count', messages?.length ?? 0);
    }
    this.#refreshedAt = now;
    setText(this.#updated, `As of ${CLOCK.format(now)}. Days are counted in UTC. Read again every minute while you look.`);
  }

  /** @param {{ address: string, isPrivate: boolean }} visitor what the server takes the owner for */
  #hintAtProxies({ address, isPrivate }) {
    this.#proxyHint.hidden = !isPrivate || LOOPBACK.test(location.hostname);
    setText(
      this.#proxyHint,
      `Your own visits count for ${address}, an address that nobody on the web has. If a proxy is in front, all visitors share one limit: set TRUSTED_PROXIES to the number of proxies.`,
    );
  }

  /** @param {string} words empty: nothing is wrong */
  #tell(words) {
    this.#notice.hidden = words === '';
    setText(this.#notice, words);
  }

  #schedule() {
    clearTimeout(this.#timer);
    if (document.visibilityState === 'visible') this.#timer = setTimeout(() => void this.#refresh(), REFRESH_MILLIS);
  }

  #wake() {
    if (this.#dashboard.hidden) return;
    if (document.visibilityState === 'hidden') clearTimeout(this.#timer);
    else if (Date.now() - this.#refreshedAt >= REFRESH_MILLIS) void this.#refresh();
    else this.#schedule();
  }
}

/**
 * @param {string} id of the place beside a link
 * @param {number} items
 */
function count(id, items) {
  const place = byId(id, HTMLElement);
  place.hidden = items === 0;
  setText(place, number(items));
}
