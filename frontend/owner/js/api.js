/** A request that was refused or did not arrive; the message is for the owner. */
export class ApiError extends Error {
  /**
   * @param {string} message
   * @param {{ status: number, code?: string, field?: string, retryAfterSeconds?: number }} problem status 0: no answer came
   */
  constructor(message, problem) {
    super(message);
    this.status = problem.status;
    this.code = problem.code ?? '';
    this.field = problem.field ?? '';
    this.retryAfterSeconds = problem.retryAfterSeconds ?? 0;
  }
}

const DEADLINE_MILLIS = 30_000;

/** Talks to the owner's routes. Addresses are relative to the page, so that it works below any path. */
export class OwnerApi {
  /** @returns {Promise<{ signedIn: boolean, expires: string | null }>} */
  session() {
    return this.#json('GET', 'session');
  }

  /** @param {string} token */
  async signIn(token) {
    await this.#send('POST', 'session', { token });
  }

  async signOut() {
    await this.#send('DELETE', 'session');
  }

  /** @returns {Promise<{ name: string }>} what every visitor may know of the site */
  config() {
    return this.#json('GET', '../config');
  }

  /** @param {string} name of a list or an object below `api/` */
  read(name) {
    return this.#json('GET', `api/${name}`);
  }

  /**
   * The same where the server may not have it.
   *
   * @param {string} name
   * @returns {Promise<any>} null where it has not
   */
  async readIfThere(name) {
    try {
      return await this.read(name);
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return null;
      throw error;
    }
  }

  /**
   * @param {string} list below `api/`
   * @param {string} id
   */
  async erase(list, id) {
    try {
      await this.#send('DELETE', `api/${list}/${encodeURIComponent(id)}`);
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 404)) throw error;
    }
  }

  /** @returns {Promise<{ changed: boolean, pages: number, passages: number, warnings: string[] }>} */
  async reload() {
    return (await this.#send('POST', 'api/reload')).json();
  }

  /**
   * @param {{ question: string, answer: string, unanswered?: string }} entry
   * @returns {Promise<{ live: boolean }>}
   */
  async writeAnswer(entry) {
    return (await this.#send('POST', 'api/faq', entry)).json();
  }

  /**
   * @param {string} method
   * @param {string} address
   * @returns {Promise<any>}
   */
  async #json(method, address) {
    return (await this.#send(method, address)).json();
  }

  /**
   * @param {string} method
   * @param {string} address
   * @param {object} [body]
   */
  async #send(method, address, body) {
    const response = await fetch(address, {
      method,
      headers: body ? { 'Content-Type': 'application/json' } : {},
      body: body && JSON.stringify(body),
      cache: 'no-store',
      signal: AbortSignal.timeout(DEADLINE_MILLIS),
    }).catch(() => {
      throw new ApiError('The server can’t be reached just now.', { status: 0 });
    });
    if (!response.ok) throw await refusal(response);
    return response;
  }
}

/** @param {Response} response */
async function refusal(response) {
  const problem = await response.json().catch(() => ({}));
  const detail = typeof problem.detail === 'string' ? problem.detail : `The server answered with status ${response.status}.`;
  return new ApiError(detail, { ...problem, status: response.status });
}
