/**
 * The daily token budget: reserved before a call, settled after it, kept in a file over restarts.
 *
 * <p>Start reading at {@link dev.porchlight.llm.budget.DailyTokenBudget}; {@link
 * dev.porchlight.llm.budget.TokenEstimator} says what a text costs before a provider has counted
 * it.
 */
@NullMarked
package dev.porchlight.llm.budget;

import org.jspecify.annotations.NullMarked;
