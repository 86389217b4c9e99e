package dev.porchlight.llm.budget;

import java.time.LocalDate;

/** How many tokens were spent on one day, by UTC. */
record DailySpend(LocalDate day, long tokens) {}
