/**
 * The HTTP exchange beneath a call: Jetty's client, its pool of connections, and back pressure by
 * demand.
 *
 * <p>Nothing of JSON or of models here. Start reading at {@link
 * dev.porchlight.llm.openai.http.HttpExchange}.
 */
@NullMarked
package dev.porchlight.llm.openai.http;

import org.jspecify.annotations.NullMarked;
