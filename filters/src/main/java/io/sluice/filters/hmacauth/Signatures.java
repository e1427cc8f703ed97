package io.sluice.filters.hmacauth;

import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.gateway.api.Consumers;
import io.sluice.gateway.api.Consumers.Holder;
import io.sluice.gateway.api.Credential;
import java.util.List;
import java.util.Map;
import org.greenbytes.http.sfv.ByteSequenceItem;
import org.greenbytes.http.sfv.InnerList;
import org.greenbytes.http.sfv.ListElement;
import org.jspecify.annotations.Nullable;

/**
 * Finds the signature that counts among those of a request: the first that is meant for this
 * gateway, by its label and tag, is what it takes, and whose key a consumer has. Immutable; any
 * thread.
 */
final class Signatures {
  static final String INPUT = "signature-input";
  static final String FIELD = "signature";

  /** Of either field. */
  static final int LONGEST = 8 << 10;

  static final int MOST = 4;

  private final Consumers consumers;
  private final @Nullable String label;
  private final @Nullable String tag;

  /**
   * Takes any signature of a key that is known, or fewer.
   *
   * @param label which ones; null: any
   * @param tag which ones; null: any
   */
  Signatures(Consumers consumers, @Nullable String label, @Nullable String tag) {
    this.consumers = consumers;
    this.label = label;
    this.tag = tag;
  }

  /** A signature that may count. */
  static final class Candidate {
    private final String keyId;
    private final Holder holder;
    private final MessageSignature signature;
    private final byte[] value;
    private final byte[] signed;

    private Candidate(
        String keyId, Holder holder, MessageSignature signature, byte[] value, byte[] signed) {
      this.keyId = keyId;
      this.holder = holder;
      this.signature = signature;
      this.value = value;
      this.signed = signed;
    }

    /** The name of its key. */
    String keyId() {
      return keyId;
    }

    /** Whose key that is. */
    Holder holder() {
      return holder;
    }

    MessageSignature signature() {
      return signature;
    }

    /** The bytes of the signature itself; not to be changed. */
    byte[] value() {
      return value;
    }

    /** What it must be a signature of; not to be changed. */
    byte[] signed() {
      return signed;
    }
  }

  /** What is looked at before the key, so that nothing of it tells which keys there are. */
  interface Check {
    /** What that must be a signature of, if it covers and says what it has to. */
    byte[] signed(MessageSignature signature) throws Refusal;
  }

  /**
   * The one that counts; null when there is none for this gateway. Of a key that nobody has, and of
   * another algorithm than its key's, it is refused in the words of a wrong one.
   */
  @Nullable Candidate find(HttpHeaders fields, Check check) throws Refusal {
    List<String> inputs = fields.getAll(INPUT);
    if (inputs.isEmpty()) {
      return null;
    }
    Map<String, ListElement<?>> descriptions = dictionary("Signature-Input", inputs);
    List<String> lines = fields.getAll(FIELD);
    if (lines.isEmpty()) {
      throw Refusal.malformed("Signature: missing (expected: beside Signature-Input).");
    }
    Map<String, ListElement<?>> values = dictionary("Signature", lines);
    Refusal first = null;
    boolean wrong = false;
    for (Map.Entry<String, ListElement<?>> member : descriptions.entrySet()) {
      if (label != null && !label.equals(member.getKey())) {
        continue;
      }
      InnerList described = described(member.getKey(), member.getValue());
      if (tag != null && !tag.equals(MessageSignature.text(described.getParams(), "tag"))) {
        continue;
      }
      try {
        MessageSignature signature = MessageSignature.of(described);
        byte[] value = value(member.getKey(), values.get(member.getKey()));
        byte[] signed = check.signed(signature);
        String keyId = MessageSignature.text(described.getParams(), "keyid");
        Holder holder = keyId == null ? null : consumers.holder(Credential.Kind.SIGNING_KEY, keyId);
        if (keyId != null && holder != null && isOfKey(signature, holder.credential())) {
          return new Candidate(keyId, holder, signature, value, signed);
        }
        wrong = true;
      } catch (Refusal e) {
        first = first == null ? e : first;
      }
    }
    if (wrong) {
      throw Refusal.wrong();
    }
    if (first != null) {
      throw first;
    }
    return null;
  }

  /** Whether it does not say another algorithm than the key's. */
  private static boolean isOfKey(MessageSignature signature, Credential credential) {
    String says = signature.algorithm();
    String algorithm = credential.algorithm();
    return says == null || says.equals(algorithm == null ? VerifyingKey.HMAC : algorithm);
  }

  private static Map<String, ListElement<?>> dictionary(String field, List<String> lines)
      throws Refusal {
    return Structured.dictionary(field, SignatureBase.joined(lines), LONGEST, MOST);
  }

  private static InnerList described(String label, ListElement<?> member) throws Refusal {
    if (member instanceof InnerList described) {
      return described;
    }
    throw Refusal.malformed(
        "Signature-Input: " + Refusal.quote(label) + " lists no components (expected: a list).");
  }

  private static byte[] value(String label, @Nullable ListElement<?> member) throws Refusal {
    if (member instanceof ByteSequenceItem sequence) {
      return ContentDigest.bytes(sequence);
    }
    throw Refusal.malformed(
        "Signature: " + Refusal.quote(label) + " has none (expected: a byte sequence).");
  }
}
