/**
 * What the rest of the program knows of a language model: a prompt goes in, and a listener receives
 * of the answer's start, its text and its outcome.
 *
 * <p>No HTTP and no JSON here. Start reading at {@link dev.porchlight.llm.ChatModel} and {@link
 * dev.porchlight.llm.CompletionListener}; {@link dev.porchlight.llm.FailureCode} lists every way in
 * which an answer can fail.
 */
@NullMarked
package dev.porchlight.llm;

import org.jspecify.annotations.NullMarked;
