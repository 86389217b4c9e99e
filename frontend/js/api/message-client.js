import { Refusal } from './chat-client.js';
import { toProblem } from './protocol.js';

const PATIENCE_MILLIS = 30_000;

/**
 * Leaves a message for the owner. It is on the server's disk when this returns.
 *
 * @param {import('./protocol.js').MessageToOwner} message
 * @param {string} key the same for the same message, should it have to be sent again
 * @throws {Refusal} where the server does not take it
 */
export async function leaveMessage(message, key) {
  const response = await fetch('messages', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
    body: JSON.stringify(message),
    signal: AbortSignal.timeout(PATIENCE_MILLIS),
  });
  if (!response.ok) throw new Refusal(await toProblem(response));
}
