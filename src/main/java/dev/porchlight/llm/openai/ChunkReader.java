package dev.porchlight.llm.openai;

/** Reads the JSON of one API's answers. Safe for use by any thread. */
interface ChunkReader {

  /**
   * Reads an event of a stream, or a whole response.
   *
   * @param bytes hold the JSON
   * @param from where it starts
   * @param to where it ends
   * @throws MalformedResponseException if it is no JSON, or JSON of something else
   */
  CompletionChunk read(byte[] bytes, int from, int to);

  /** Reads what a stream itself called an error, JSON or not. */
  CompletionChunk readError(String account);
}
