package dev.porchlight.database;

import java.nio.file.Path;

/** The database was written by a newer version of the program: one sentence for the owner. */
public final class NewerSchemaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NewerSchemaException(Path file, int found, int known) {
    super(
        ("%s was written by a newer Porchlight (its schema is %d, this version knows up to %d);"
                + " start that version, or set DATA_DIR to another folder.")
            .formatted(file, found, known));
  }
}
