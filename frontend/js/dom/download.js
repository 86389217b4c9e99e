import { element } from './element.js';

/**
 * Lets the browser save a text as a file.
 *
 * @param {string} name of the file
 * @param {string} text in Markdown
 */
export function download(name, text) {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/markdown;charset=utf-8' }));
  const link = element('a', { href: address, download: name, hidden: '' });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
