package dev.porchlight.web;

import com.github.benmanes.caffeine.cache.Ticker;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What an event stream needs of time and threads.
 *
 * @param scheduler runs heartbeats; its tasks are short
 * @param executor runs the writing
 */
public record StreamRuntime(ScheduledExecutorService scheduler, Ticker ticker, Executor executor) {}
