/**
 * Visitors' connections below HTTP: how many may be open, when one that does nothing is closed, and
 * how accepting goes on when the process runs out of file descriptors.
 *
 * <p>Start reading at {@link dev.porchlight.web.connection.ConnectionLimits}.
 */
@NullMarked
package dev.porchlight.web.connection;

import org.jspecify.annotations.NullMarked;
