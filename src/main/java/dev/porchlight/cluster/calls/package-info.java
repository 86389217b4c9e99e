/**
 * Calls to the models that web machines hand to workers.
 *
 * <p>Start reading at {@link dev.porchlight.cluster.calls.RemoteCalls}, which is the web machine's
 * side, and {@link dev.porchlight.cluster.calls.CallService}, the worker's.
 */
@NullMarked
package dev.porchlight.cluster.calls;

import org.jspecify.annotations.NullMarked;
