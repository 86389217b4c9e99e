/**
 * Semantic search: the vectors of the owner's passages, which a provider's embedding model makes,
 * and the passages whose vectors are nearest to a question's. The embedding model is reached
 * through a port.
 */
@NullMarked
package dev.porchlight.knowledge.embedding;

import org.jspecify.annotations.NullMarked;
