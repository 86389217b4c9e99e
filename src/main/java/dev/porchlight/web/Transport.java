package dev.porchlight.web;

/** Who can read what a visitor sends, on its way from their browser to the owner's host. */
enum Transport {
  /** It comes by TLS as far as the owner's host or its router. */
  HTTPS,
  /** It does not leave the visitor's machine, or comes to it through a tunnel. */
  LOOPBACK,
  /** Anyone on the way. */
  PLAIN
}
