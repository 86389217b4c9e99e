/**
 * Answers that are read on other machines than the one that writes them: each log is published to
 * Redis as it grows, and copied from there by the machines whose visitors read it.
 *
 * <p>Start reading at {@link dev.porchlight.cluster.log.SharedAnswers}; {@link
 * dev.porchlight.cluster.log.HomeAnswer} is the writing side, {@link
 * dev.porchlight.cluster.log.Replica} the reading one.
 */
@NullMarked
package dev.porchlight.cluster.log;

import org.jspecify.annotations.NullMarked;
