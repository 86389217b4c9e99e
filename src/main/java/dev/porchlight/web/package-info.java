/**
 * HTTP: the handlers of each route, the request's checks, the event stream's writer, problem
 * documents, security headers and the request log.
 *
 * <p>Start reading at {@link dev.porchlight.web.ChatHandlers}; {@link
 * dev.porchlight.web.EventStreamWriter} writes one stream without a thread of its own.
 */
@NullMarked
package dev.porchlight.web;

import org.jspecify.annotations.NullMarked;
