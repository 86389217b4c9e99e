/**
 * The page's files, sent without holding a thread: where they are found, their compressed form and
 * their validators, and the writer that sends one as fast as the visitor takes it.
 *
 * <p>Start reading at {@link dev.porchlight.web.files.StaticFiles}.
 */
@NullMarked
package dev.porchlight.web.files;

import org.jspecify.annotations.NullMarked;
