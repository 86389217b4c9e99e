/**
 * Threads and time: tasks one at a time, tasks in a batch, and a time limit that can be put off.
 * Nothing here knows a model or a visitor.
 *
 * <p>Start reading at {@link dev.porchlight.concurrent.SerialExecutor} and {@link
 * dev.porchlight.concurrent.BatchingExecutor}.
 */
@NullMarked
package dev.porchlight.concurrent;

import org.jspecify.annotations.NullMarked;
