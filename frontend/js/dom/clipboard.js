/**
 * What is copied: as plain text, and for programs that take it, as HTML.
 *
 * @typedef {{ text: string, html?: string }} Copied
 */

/**
 * Copies, in a frame without the permission and on plain http too.
 *
 * @param {Copied} copied
 * @returns {Promise<boolean>} whether it worked
 */
export async function copy(copied) {
  const { text, html } = copied;
  try {
    if (html === undefined) await navigator.clipboard.writeText(text);
    else await navigator.clipboard.write([new ClipboardItem({ 'text/plain': blobOf('text/plain', text), 'text/html': blobOf('text/html', html) })]);
    return true;
  } catch {
    return copyBySelection(copied);
  }
}

/**
 * @param {string} type
 * @param {string} content
 */
function blobOf(type, content) {
  return new Blob([content], { type });
}

/** @param {Copied} copied */
function copyBySelection({ text, html }) {
  const focused = document.activeElement;
  const field = document.createElement('textarea');
  field.className = 'visually-hidden';
  field.value = text;
  document.body.append(field);
  field.select();
  field.addEventListener('copy', (event) => {
    if (html === undefined) return;
    event.clipboardData?.setData('text/plain', text);
    event.clipboardData?.setData('text/html', html);
    event.preventDefault();
    event.stopPropagation();
  });
  const copied = document.execCommand('copy');
  field.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return copied;
}
