package dev.porchlight.knowledge.content;

/**
 * One section of the owner's Markdown, with its title and address.
 *
 * @param title the page's title and the headings that lead to the section, as {@code Page ›
 *     Heading}
 * @param url where it can be read, with the heading's fragment; empty where the page has no address
 * @param text the section as Markdown, without its heading; links that lead nowhere outside the
 *     content folder are plain text
 * @param excerpt the beginning of the section as plain text, at most 240 characters, cut at a word
 */
public record Passage(String title, String url, String text, String excerpt) {}
