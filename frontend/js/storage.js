/** A storage of the browser, in which nothing is kept where it is blocked or full. */
class JsonStorage {
  #open;

  /** @param {() => Storage} open throws where the browser blocks it */
  constructor(open) {
    this.#open = open;
  }

  get isOpen() {
    return this.#try((storage) => storage.getItem('') === null) ?? false;
  }

  /**
   * @param {string} name
   * @returns {string | null}
   */
  get(name) {
    return this.#try((storage) => storage.getItem(name));
  }

  /**
   * @param {string} name
   * @param {string | null} value null forgets
   */
  set(name, value) {
    this.#try((storage) => (value === null ? storage.removeItem(name) : storage.setItem(name, value)));
  }

  /** @returns {string[]} */
  get names() {
    return this.#try((storage) => Object.keys(storage)) ?? [];
  }

  /**
   * @template Outcome
   * @param {(storage: Storage) => Outcome} use
   */
  #try(use) {
    try {
      return use(this.#open());
    } catch {
      return null; // blocked or full: the page does without
    }
  }
}

/** What this tab keeps over a reload. */
export const tabStorage = new JsonStorage(() => sessionStorage);

/** What this browser keeps. */
export const browserStorage = new JsonStorage(() => localStorage);
