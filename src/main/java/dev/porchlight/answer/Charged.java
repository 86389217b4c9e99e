package dev.porchlight.answer;

/** A question that its visitor was charged for, with its place in the line. */
record Charged(Question question, Asker asker, Place place) {}
