/**
 * What a value takes of the device's buffer, reckoned apart from the SDK: two bytes of length, one of kind, and the text.
 * The first 32 tags are known by a number; a value of a later one waits with its topic and as the JSON it will be.
 */

const HEAD_BYTES = 3;
const MOST_TAGS = 32;

export interface RecordBytes {
  /** `json`: what stands in the message behind its `{"value":`. */
  value(topic: string, json: string): number;
  message(topic: string, text: string): number;
}

/**
 * Strings are text, whatever they are on the board.
 * @param maySayTime whether a time may follow the value: then its closing quote is in the record
 * @param qos with 1 what waits whole has room for its identifier
 */
export function recordBytes(maySayTime: boolean, qos: 0 | 1): RecordBytes {
  const known = new Set<string>();
  const bytes = (text: string) => Buffer.byteLength(text, "utf8");
  const wholeBytes = HEAD_BYTES + 2 + 2 * qos;
  return {
    value(topic, json) {
      if (!known.has(topic) && known.size < MOST_TAGS) known.add(topic);
      if (known.has(topic)) return HEAD_BYTES + bytes(json) - (maySayTime ? 2 : 3);
      return wholeBytes + bytes(topic) + bytes(`{"value":${json}`);
    },
    message: (topic, text) => wholeBytes + bytes(topic) + bytes(text),
  };
}
