/**
 * Calls back whenever the page comes back to life: the network returned, the tab is seen again, or the page came out of the
 * back-forward cache.
 *
 * @param {() => void} onWake
 * @param {AbortSignal} signal ends the listening
 */
export function onReconnect(onWake, signal) {
  addEventListener('online', onWake, { signal });
  addEventListener('pageshow', onWake, { signal });
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && onWake(), { signal });
}

/**
 * Resolves after a pause that doubles with each attempt, up to 30 s, half of it by chance; at once when the page wakes up or
 * the signal aborts.
 *
 * @param {number} attempt counted from 0
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
export function pause(attempt, signal) {
  const longest = Math.min(30_000, 500 * 2 ** attempt);
  return new Promise((resolve) => {
    const over = new AbortController();
    const end = () => {
      clearTimeout(timer);
      over.abort();
      resolve();
    };
    const timer = setTimeout(end, longest * (0.5 + Math.random() / 2));
    signal.addEventListener('abort', end, { signal: over.signal });
    onReconnect(end, over.signal);
  });
}
