/**
 * The figures of {@code GET /metrics}: Micrometer meters over the parts that are measured.
 *
 * <p>The parts do not know this package; it reads their state or listens to their events. Start
 * reading at {@link dev.porchlight.metrics.Metrics}.
 */
@NullMarked
package dev.porchlight.metrics;

import org.jspecify.annotations.NullMarked;
