package dev.porchlight.model;

import java.time.LocalDate;

/** How many tokens were spent on one day, by UTC. */
record DaySpent(LocalDate day, long tokens) {}
