/**
 * What the owner sees of all machines over Redis: the days' figures, what was not answered, and the
 * messages that wait.
 *
 * <p>Start reading at {@link dev.porchlight.cluster.owner.SharedRecords}.
 */
@NullMarked
package dev.porchlight.cluster.owner;

import org.jspecify.annotations.NullMarked;
