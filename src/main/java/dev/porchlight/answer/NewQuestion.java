package dev.porchlight.answer;

import dev.porchlight.llm.resilience.FailoverRouter;

/**
 * A question that needs an answer of its own, unless one for it is there.
 *
 * @param router finds the upstream that answers it
 * @param draft the prompt to be
 */
record NewQuestion(
    FailoverRouter router, Question question, PromptFactory.Draft draft, QuotaHolder quotaHolder) {}
