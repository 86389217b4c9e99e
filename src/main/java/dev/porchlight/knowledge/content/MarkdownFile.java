package dev.porchlight.knowledge.content;

/**
 * One file of the content folder.
 *
 * @param path its path in the folder, with slashes
 * @param text all of it, front matter included
 */
public record MarkdownFile(String path, String text) {}
