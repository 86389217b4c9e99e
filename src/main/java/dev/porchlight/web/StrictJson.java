package dev.porchlight.web;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.MutableCoercionConfig;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The rules that every JSON body keeps: one object in UTF-8, no member twice, none that is not
 * known, none of another type. Safe for use by any thread.
 *
 * @param type what the object becomes
 * @param required the member that it must have
 * @param known the members that it may have, with their verb
 */
record StrictJson<T>(Class<T> type, String required, String known) {

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .withCoercionConfigDefaults(StrictJson::takeNoOtherType)
          .build();

  /**
   * Reads a body.
   *
   * @throws ProblemException 400, naming the field where it is one
   */
  T parse(byte[] body) {
    if (body.length == 0) {
      throw notJson("The body is empty; a JSON object with a \"" + required + "\" is expected.");
    }
    try {
      T parsed = JSON.readValue(utf8(body), type);
      if (parsed == null) {
        throw notJson("The body is null; a JSON object with a \"" + required + "\" is expected.");
      }
      return parsed;
    } catch (UnrecognizedPropertyException e) {
      throw invalid(path(e), "is not known; " + known);
    } catch (JsonMappingException e) {
      throw refused(e);
    } catch (JsonProcessingException e) {
      throw notJson("The body is not JSON" + at(e) + ".");
    } catch (IOException e) {
      throw notJson("The body is not UTF-8.");
    }
  }

  /** The refusal that names a field. */
  static ProblemException invalid(String field, String what) {
    return new ProblemException(
        Problem.invalidField(field, "The field \"" + field + "\" " + what + "."));
  }

  /** A field of the wrong type, or what broke the JSON while a field was read. */
  private ProblemException refused(JsonMappingException e) {
    if (e.getCause() instanceof JsonParseException broken) {
      return notJson("The body is not JSON" + at(broken) + ".");
    }
    return e.getPath().isEmpty()
        ? notJson("The body is not a JSON object with a \"" + required + "\".")
        : invalid(path(e), "has the wrong type");
  }

  private static void takeNoOtherType(MutableCoercionConfig config) {
    for (CoercionInputShape shape : CoercionInputShape.values()) {
      config.setCoercion(shape, CoercionAction.Fail);
    }
  }

  private static JsonParser utf8(byte[] body) throws IOException {
    return JSON.createParser(
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
  }

  private static String path(JsonMappingException e) {
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference reference : e.getPath()) {
      if (reference.getFieldName() == null) {
        path.append('[').append(reference.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(reference.getFieldName());
      }
    }
    return path.length() > 100 ? path.substring(0, 100) + "…" : path.toString();
  }

  private static String at(JsonProcessingException e) {
    return e.getLocation() == null ? "" : " (line " + e.getLocation().getLineNr() + ")";
  }

  private static ProblemException notJson(String detail) {
    return new ProblemException(Problem.of(400, "not_json", detail));
  }
}
