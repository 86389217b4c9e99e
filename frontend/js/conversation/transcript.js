/**
 * The conversation as Markdown, for the clipboard.
 *
 * @param {readonly import('./conversation-reducer.js').Exchange[]} exchanges
 * @param {{ visitor: string, site: string }} names
 */
export function transcriptOf(exchanges, { visitor, site }) {
  return exchanges
    .map(({ question, answer }) => `**${visitor}**\n\n${quoted(question)}\n\n**${site}**\n\n${answer.text.trim()}\n`)
    .join('\n');
}

/** @param {string} text */
function quoted(text) {
  return text.replace(/^/gm, '> ');
}
