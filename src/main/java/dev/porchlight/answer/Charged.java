package dev.porchlight.answer;

/** A question that its visitor was charged for, with the prompt to be and its place in the line. */
record Charged(Question question, Prompts.Draft draft, Asker asker, Place place) {}
