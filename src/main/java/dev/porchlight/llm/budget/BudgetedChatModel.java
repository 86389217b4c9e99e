package dev.porchlight.llm.budget;

import dev.porchlight.llm.ChatModel;
import org.jspecify.annotations.Nullable;

/**
 * A model and what it may cost.
 *
 * @param maxTokens the most tokens that one answer of it may have
 * @param dailyTokenBudget the tokens that may be spent on it in a day (UTC); null for any number, 0
 *     for none
 * @param prices what its tokens cost
 */
public record BudgetedChatModel(
    ChatModel model, int maxTokens, @Nullable Long dailyTokenBudget, Prices prices) {}
