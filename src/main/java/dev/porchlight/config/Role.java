package dev.porchlight.config;

/** What this machine does of what several machines may do. */
public enum Role {
  /** Takes questions and streams answers; workers call the models. */
  WEB,
  /** Calls the models for web machines. */
  WORKER,
  BOTH
}
