/**
 * What machines know over Redis of each other's requests: which one was asked before, and what its
 * visitor thought of the answer.
 *
 * <p>Start reading at {@link dev.porchlight.cluster.requests.SharedRequests}.
 */
@NullMarked
package dev.porchlight.cluster.requests;

import org.jspecify.annotations.NullMarked;
