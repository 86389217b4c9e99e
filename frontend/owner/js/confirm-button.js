import { element } from './dom.js';

/**
 * A button that asks back: the first press changes its words, the second one acts. Whoever goes elsewhere, or presses Escape,
 * has not pressed it.
 *
 * @param {{ words: string, question: string, label?: string, act: () => Promise<void> }} options the words before and after the
 *   first press, and what tells the button from others like it
 */
export function confirmButton({ words, question, label = '', act }) {
  const text = element('span', {}, words);
  const made = element('button', { type: 'button', class: 'button quiet' }, text, element('span', { class: 'visually-hidden' }, ` ${label}`));
  /** @param {boolean} armed */
  const arm = (armed) => {
    made.classList.toggle('armed', armed);
    text.textContent = armed ? question : words;
  };
  made.addEventListener('click', async () => {
    if (made.getAttribute('aria-disabled') === 'true') return;
    if (!made.classList.contains('armed')) {
      arm(true);
      return;
    }
    made.setAttribute('aria-disabled', 'true');
    await act();
    made.removeAttribute('aria-disabled');
    arm(false);
  });
  made.addEventListener('blur', () => arm(false));
  made.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') arm(false);
  });
  return made;
}
