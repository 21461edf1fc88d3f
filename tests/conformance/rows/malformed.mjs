/** Packets of all types that are not as the specification draws them: types, flags, lengths, identifiers, UTF-8. */

import { both, newer, row } from "../row.mjs";

const closes = (name, clause, packet, versions = newer) =>
  row(`${name} closes`, clause, versions, `A on\nA > ${packet}\nA closed`);

/** What a client may send, and the flags that it must have. */
const fixed = [
  ["PUBACK 1", 0],
  ["PUBREC 1", 0],
  ["PUBREL 1", 2],
  ["PUBCOMP 1", 0],
  ["SUBSCRIBE 1 ~/t 0", 2],
  ["UNSUBSCRIBE 1 ~/t", 2],
  ["PINGREQ", 0],
  ["DISCONNECT", 0],
];

/** UTF-8 that is none: overlong, surrogates, beyond U+10FFFF, cut short, bytes that never occur; and U+0000. */
const illFormed = [
  ["an overlong slash", "c0af"],
  ["an overlong U+007F", "c1bf"],
  ["an overlong of three bytes", "e09fbf"],
  ["an overlong of four bytes", "f08fbfbf"],
  ["an overlong U+0000", "c080"],
  ["the first surrogate", "eda080"],
  ["the last surrogate", "edbfbf"],
  ["a pair of surrogates", "eda081edb080"],
  ["a code point beyond U+10FFFF", "f4908080"],
  ["a form of five bytes", "f888808080"],
  ["a form of six bytes", "fc8480808080"],
  ["a continuation byte alone", "80"],
  ["two bytes cut short", "61c3"],
  ["three bytes cut short", "61e282"],
  ["four bytes cut short", "61f09f98"],
  ["a byte FE", "fe"],
  ["a byte FF", "61ff62"],
];

/** Where a client sends UTF-8. */
const texts = [
  ["a client identifier", (text) => `A > CONNECT id=${text}\nA closed CONNACK 2`],
  ["a will topic", (text) => `A > CONNECT will=${text}\nA closed`],
  ["a user name", (text) => `A > CONNECT user=${text}\nA closed CONNACK 4`],
  ["a topic name", (text) => `A on\nA > PUBLISH ${text} x\nA closed`],
  ["a topic filter to subscribe", (text) => `A on\nA > SUBSCRIBE 1 ${text} 0\nA closed`],
  ["a topic filter to unsubscribe", (text) => `A on\nA > UNSUBSCRIBE 1 ${text}\nA closed`],
];

const truncated = ['PUBLISH ~/t "" qos=1 id=1', "SUBSCRIBE 1 a/b 0", "UNSUBSCRIBE 1 a/b"];
const sizes = { PUBLISH: 2 + 10 + 2, SUBSCRIBE: 2 + 2 + 3 + 1, UNSUBSCRIBE: 2 + 2 + 3 };

export const malformedRows = [
  ...closes("packet type 0", "section 2.2.1", "bytes 00 00"),
  ...closes("packet type 15", "section 2.2.1", "bytes f0 00"),
  ...["CONNACK 0", "SUBACK 1 0", "UNSUBACK 1", "PINGRESP"].flatMap((packet) =>
    closes(`${packet} from a client`, "section 2.2.1", packet),
  ),
  ...fixed.flatMap(([packet, right]) =>
    [1, 2, 4, 8, 15]
      .map((bits) => right ^ bits)
      .flatMap((flags) => closes(`${packet} with flags ${flags}`, "MQTT-2.2.2-2", `${packet} flags=${flags}`)),
  ),
  ...["PUBACK 1", "PUBREC 1", "PUBREL 1", "PUBCOMP 1"].flatMap((packet) => [
    ...closes(`${packet} of no bytes`, "section 2.2.3", `${packet} cut=2`),
    ...closes(`${packet} of one byte`, "section 2.2.3", `${packet} cut=1`),
    ...closes(`${packet} of three bytes`, "section 2.2.3", `${packet} more=00`),
  ]),
  ...closes("PINGREQ of one byte", "section 3.12.1", "PINGREQ more=00"),
  ...closes("DISCONNECT of one byte", "section 3.14.1", "DISCONNECT more=00"),
  ...closes("PUBLISH of no bytes", "section 3.3.2", "bytes 30 00"),
  ...closes("PUBLISH of one byte", "section 3.3.2", "bytes 30 01 00"),
  ...closes("SUBSCRIBE of no bytes", "MQTT-3.8.3-3", "bytes 82 00"),
  ...closes("UNSUBSCRIBE of no bytes", "MQTT-3.10.3-2", "bytes a2 00"),
  ...closes("SUBSCRIBE without filter", "MQTT-3.8.3-3", "SUBSCRIBE 1"),
  ...closes("UNSUBSCRIBE without filter", "MQTT-3.10.3-2", "UNSUBSCRIBE 1"),
  ...truncated.flatMap((packet) =>
    Array.from(
      { length: sizes[packet.split(" ")[0]] - (packet.startsWith("PUB") ? 0 : 2) },
      (_, index) => index + 1,
    ).flatMap((cut) => closes(`${packet} without its last ${cut} bytes`, "MQTT-4.8.0-1", `${packet} cut=${cut}`)),
  ),
  ...closes("a topic name longer than its packet", "MQTT-4.8.0-1", "bytes 30 05 00 09 61 62 63"),
  ...closes("a filter longer than its packet", "MQTT-4.8.0-1", "bytes 82 06 00 01 00 09 61 00"),
  ...closes("a second filter without its QoS", "MQTT-4.8.0-1", "SUBSCRIBE 1 a 0 b"),
  ...closes("a second filter cut short", "MQTT-4.8.0-1", "UNSUBSCRIBE 1 a more=000562"),
  ...["10", "30", "32", "82", "c0", "e0"].flatMap((first) =>
    closes(`a Remaining Length of five bytes behind ${first}`, "section 2.2.3", `bytes ${first} 80 80 80 80 01`),
  ),
  ...row(
    "a first packet with a Remaining Length of five bytes closes",
    "section 2.2.3",
    newer,
    "A > bytes 10 ff ff ff ff 7f\nA closed",
  ),
  ...row(
    "what is no MQTT closes",
    "MQTT-3.1.0-1",
    newer,
    `A > bytes ${Buffer.from("GET / HTTP/1.1\r\n\r\n").toString("hex")}\nA closed`,
  ),
  ...row("a TLS hello closes", "MQTT-3.1.0-1", newer, "A > bytes 16 03 01 00 05 01 00 00 01 03\nA closed"),

  ...["PUBLISH ~/t x qos=1 id=0", "PUBLISH ~/t x qos=2 id=0", "SUBSCRIBE 0 ~/t 0", "UNSUBSCRIBE 0 ~/t"].flatMap(
    (packet) => closes(`packet identifier 0: ${packet}`, "MQTT-2.3.1-1", packet),
  ),
  ...closes("PUBLISH of QoS 3", "MQTT-3.3.1-4", "PUBLISH ~/t x qos=3 id=1"),
  ...closes("PUBLISH of QoS 3 with retain", "MQTT-3.3.1-4", "PUBLISH ~/t x qos=3 id=1 retain=1"),
  ...closes("DUP with QoS 0", "MQTT-3.3.1-2", "PUBLISH ~/t x dup=1"),
  ...closes("an empty topic name", "MQTT-4.7.3-1", 'PUBLISH "" x'),
  ...closes("an empty filter to subscribe", "MQTT-4.7.3-1", 'SUBSCRIBE 1 "" 0'),
  ...closes("an empty filter to unsubscribe", "MQTT-4.7.3-1", 'UNSUBSCRIBE 1 ""'),
  ...["+", "#", "~/+", "~/#", "+/~", "~/+/x", "~/a+", "~/a#", "~/#/x"].flatMap((topic) =>
    closes(`the topic name ${topic}`, "MQTT-3.3.2-2", `PUBLISH ${topic} x`),
  ),
  ...["~a#", "~/a#", "#/~", "~/#/a", "##", "~/##", "~/#/#", "~/#/"].flatMap((filter) => [
    ...closes(`the filter ${filter} to subscribe`, "MQTT-4.7.1-2", `SUBSCRIBE 1 ${filter} 0`),
    ...closes(`the filter ${filter} to unsubscribe`, "MQTT-4.7.1-2", `UNSUBSCRIBE 1 ${filter}`),
  ]),
  ...["~+", "+~", "~/a+", "~/+a", "~/++", "~/a+b/c", "~/+a/b", "~/+#"].flatMap((filter) => [
    ...closes(`the filter ${filter} to subscribe`, "MQTT-4.7.1-3", `SUBSCRIBE 1 ${filter} 0`),
    ...closes(`the filter ${filter} to unsubscribe`, "MQTT-4.7.1-3", `UNSUBSCRIBE 1 ${filter}`),
  ]),
  ...row(
    "a right filter does not save a wrong one",
    "MQTT-4.7.1-2",
    newer,
    "A on\nA > SUBSCRIBE 1 ~/t 0 ~/#/a 0\nA closed",
  ),
  ...[3, 4, 8, 0x40, 0x80, 0x83, 0xff].flatMap((qos) =>
    closes(`a requested QoS byte of ${qos}`, "MQTT-3.8.3-4", `SUBSCRIBE 1 ~/t ${qos}`),
  ),

  ...texts.flatMap(([where, steps]) => [
    ...illFormed.flatMap(([what, hex]) =>
      row(`${what} in ${where} closes`, "MQTT-1.5.3-1", newer, steps(`hex:${hex}`)),
    ),
    ...row(`U+0000 in ${where} closes`, "MQTT-1.5.3-2", newer, steps("hex:610062")),
  ]),
  ...[
    ["U+FEFF is kept", "\ufeff"],
    ["two, three and four bytes", "\u00e9\u20ac\u{1f600}"],
    ["the last code point of each length but noncharacters", "\u07ff\uffdc\u{10fffd}"],
    ["a composed and a decomposed letter", "\u00e9e\u0301"],
  ].flatMap(([what, text]) =>
    row(
      `${what}: a topic arrives as it was sent`,
      "MQTT-1.5.3-3",
      both,
      `A on\nA > SUBSCRIBE 1 "${text}/~" 0\nA < SUBACK 1 0\nA > PUBLISH "${text}/~" x\nA < PUBLISH "${text}/~" x`,
    ),
  ),
  ...row(
    "what comes behind a malformed packet is not acted on",
    "MQTT-4.8.0-1",
    newer,
    "B on\nB > SUBSCRIBE 1 ~/t 0\nB < SUBACK 1 0\nA on\nA > bytes f0 00 & PUBLISH ~/t x\nA closed\nB quiet",
  ),
];
