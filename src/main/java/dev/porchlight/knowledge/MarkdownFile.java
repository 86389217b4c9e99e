package dev.porchlight.knowledge;

/**
 * One file of the content folder.
 *
 * @param path its path in the folder, with slashes
 * @param text all of it, front matter included
 */
record MarkdownFile(String path, String text) {}
