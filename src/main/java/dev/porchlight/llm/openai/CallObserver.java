package dev.porchlight.llm.openai;

import org.eclipse.jetty.http.HttpFields;

/** Learns, for the owner, what the calls of a model came to. Called on any thread. */
interface CallObserver {

  /** The head of a response came. */
  default void responded(HttpFields headers) {}

  /** A call failed. */
  void failed(Diagnosis diagnosis);
}
