package dev.porchlight.llm;

/**
 * A passage of the owner's pages that an answer may cite.
 *
 * @param url where it can be read, absolute or relative to the bot's own address; may be empty
 *     where the page has no address
 */
public record Source(String title, String url, String excerpt) {}
