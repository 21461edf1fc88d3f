/** CONNECT and CONNACK: names, levels, flags, identifiers, what comes before and twice, keep-alive, take-over. */

import { both, newer, old, row } from "../row.mjs";

const full = "id=~A will=~/w will-message=gone user=name password=word";
/** Bytes of the body of `full`, per version, in front of the client identifier: name, level, flags, keep-alive. */
const headerBytes = 10;
/** Bytes behind that: identifier of 9, topic of 10, message of 4, name and word of 4, each with its length. */
const payloadBytes = 11 + 12 + 6 + 6 + 6;

const lengthWords = (count) => (count === 1 ? "1 byte" : `${count} bytes`);

export const connectRows = [
  ...row("a CONNECT is answered by CONNACK 0", "MQTT-3.2.0-1", both, "A > CONNECT\nA < CONNACK 0\nA quiet"),
  ...row(
    "a CONNECT that comes byte by byte is a CONNECT",
    "section 2.1",
    both,
    "A drip CONNECT\nA < CONNACK 0\nA quiet",
  ),
  ...row(
    "a client need not wait for CONNACK",
    "section 3.1.4",
    newer,
    "A > CONNECT & SUBSCRIBE 1 ~/t 0 & PUBLISH ~/t x & PINGREQ\nA < CONNACK 0\nA < SUBACK 1 0\nA has PUBLISH ~/t x\nA has PINGRESP",
  ),
  ...row("a user name is let pass where none is asked for", "section 3.1.3.4", both, "A on user=name"),
  ...row(
    "a user name and a password are let pass where none is asked for",
    "section 3.1.3.5",
    both,
    "A on user=name password=word",
  ),
  ...row("a password may be empty", "section 3.1.3.5", newer, 'A on user=name password=""'),
  ...row("a password may be any bytes", "section 3.1.3.5", newer, "A on user=name password=hex:00ff80c0"),
  ...row("a user name without its field is let pass", "MQTT 3.1 section 3.1", old, "A on connect-flags=82\nA quiet"),
  ...row(
    "a password without its field is let pass",
    "MQTT 3.1 section 3.1",
    old,
    "A on user=name connect-flags=c2\nA quiet",
  ),

  ...[0, 1, 2, 3, 6, 7, 42, 127].flatMap((level) =>
    row(
      `level ${level} is refused with CONNACK 1`,
      "MQTT-3.1.2-2",
      newer,
      `A > CONNECT level=${level}\nA < CONNACK 1\nA closed`,
    ),
  ),
  ...[0, 1, 2, 6, 42].flatMap((level) =>
    row(
      `level ${level} of MQIsdp is refused`,
      "MQTT 3.1 section 3.1",
      old,
      `A > CONNECT level=${level}\nA closed CONNACK 1`,
    ),
  ),
  ...["MQTX", "mqisdp", "MQIsdq", '""'].flatMap((name) =>
    row(
      `the protocol name ${name} is refused`,
      "MQTT 3.1 section 3.1",
      old,
      `A > CONNECT protocol=${name}\nA closed CONNACK 1`,
    ),
  ),

  ...[1, 2, 12, 22, 23].flatMap((length) =>
    row(
      `an identifier of ${length} characters is taken`,
      "MQTT-3.1.3-5",
      both,
      `A on id=${length > 8 ? `~${"z".repeat(length - 8)}` : "~".padEnd(length, "z").slice(0, 1)}${length === 2 ? "q" : ""}`,
    ),
  ),
  ...row("digits and both cases make an identifier", "MQTT-3.1.3-5", both, "A on id=~0129AZaz"),
  ...[24, 25, 64, 300].flatMap((length) =>
    row(
      `an identifier of ${length} characters is refused with CONNACK 2`,
      "MQTT 3.1 section 3.1",
      old,
      `A > CONNECT id=~${"z".repeat(length - 8)}\nA < CONNACK 2\nA closed`,
    ),
  ),
  ...row("an empty identifier is refused", "MQTT 3.1 section 3.1", old, 'A > CONNECT id=""\nA closed CONNACK 2'),
  ...row(
    "an empty identifier without clean session is refused with CONNACK 2",
    "MQTT-3.1.3-8",
    newer,
    'A > CONNECT id="" clean=0\nA < CONNACK 2\nA closed',
  ),
  ...row(
    "what comes behind a refused CONNECT is not acted on",
    "MQTT-3.1.4-5",
    newer,
    'B on\nB > SUBSCRIBE 1 ~/t 0\nB < SUBACK 1 0\nA > CONNECT id="" clean=0 & PUBLISH ~/t x\nA < CONNACK 2\nA ends\nB quiet',
  ),
  ...row(
    "an identifier in another case is another client",
    "section 3.1.3.1",
    both,
    "A on id=~x\nB on id=~X\nA quiet\nB quiet",
  ),

  ...row("a will of QoS 3 closes", "MQTT-3.1.2-14", both, "A > CONNECT will=~/w will-qos=3\nA closed"),
  ...row("the reserved connect flag closes", "MQTT-3.1.2-3", newer, "A > CONNECT connect-flags=03\nA closed"),
  ...[1, 2, 3].flatMap((qos) =>
    row(`a will's QoS ${qos} without a will closes`, "MQTT-3.1.2-13", newer, `A > CONNECT will-qos=${qos}\nA closed`),
  ),
  ...row("a will's retain without a will closes", "MQTT-3.1.2-15", newer, "A > CONNECT will-retain=1\nA closed"),
  ...row("a password without user name closes", "MQTT-3.1.2-22", newer, "A > CONNECT password=word\nA closed"),
  ...row("a user name flag without user name closes", "MQTT-3.1.2-19", newer, "A > CONNECT connect-flags=82\nA closed"),
  ...row(
    "a password flag without password closes",
    "MQTT-3.1.2-21",
    newer,
    "A > CONNECT user=name connect-flags=c2\nA closed",
  ),
  ...row("a will flag without will closes", "MQTT-3.1.2-9", both, "A > CONNECT connect-flags=06\nA closed"),
  ...row(
    "a user name without its flag closes",
    "MQTT-3.1.2-18",
    newer,
    "A > CONNECT user=name connect-flags=02\nA closed",
  ),
  ...row(
    "a password without its flag closes",
    "MQTT-3.1.2-20",
    newer,
    "A > CONNECT user=name password=word connect-flags=82\nA closed",
  ),
  ...row("a will without its flag closes", "MQTT-3.1.2-11", newer, "A > CONNECT will=~/w connect-flags=02\nA closed"),
  ...row("a byte behind the last field closes", "MQTT-3.1.4-1", newer, "A > CONNECT more=00\nA closed"),
  ...Array.from({ length: 15 }, (_, index) => index + 1).flatMap((flags) =>
    row(`the fixed header's flags ${flags} close`, "MQTT-2.2.2-2", newer, `A > CONNECT flags=${flags}\nA closed`),
  ),
  // In MQTT 3.1 what ends before the user name or before the password is whole.
  ...Array.from({ length: payloadBytes + headerBytes }, (_, index) => index + 1).flatMap((cut) =>
    row(
      `a CONNECT that lacks its last ${lengthWords(cut)} closes`,
      "MQTT-3.1.4-1",
      newer,
      `A > CONNECT ${full} cut=${cut}\nA closed CONNACK 1`,
    ),
  ),
  ...[1, 5, 7, 13, 14, 19, 20, 30].flatMap((cut) =>
    row(
      `a CONNECT that lacks its last ${lengthWords(cut)} closes`,
      "MQTT 3.1 section 3.1",
      old,
      `A > CONNECT ${full} cut=${cut}\nA closed`,
    ),
  ),

  ...row("a second CONNECT closes", "MQTT-3.1.0-2", both, "A on\nA > CONNECT\nA closed"),
  ...row(
    "a second CONNECT in the same write closes",
    "MQTT-3.1.0-2",
    both,
    "A > CONNECT & CONNECT\nA closed CONNACK 0",
  ),
  ...row("a second CONNECT with another identifier closes", "MQTT-3.1.0-2", both, "A on\nA > CONNECT id=~B\nA closed"),
  ...[
    "CONNACK 0",
    "PUBLISH ~/t x",
    "PUBLISH ~/t x qos=1 id=1",
    "PUBLISH ~/t x qos=2 id=1",
    "PUBACK 1",
    "PUBREC 1",
    "PUBREL 1",
    "PUBCOMP 1",
    "SUBSCRIBE 1 ~/t 0",
    "SUBACK 1 0",
    "UNSUBSCRIBE 1 ~/t",
    "UNSUBACK 1",
    "PINGREQ",
    "PINGRESP",
    "DISCONNECT",
    "bytes 00 00",
    "bytes f0 00",
  ].flatMap((packet) => row(`${packet} before CONNECT closes`, "MQTT-3.1.0-1", newer, `A > ${packet}\nA closed`)),
  ...row(
    "a PUBLISH before CONNECT is not delivered",
    "MQTT-3.1.0-1",
    newer,
    "B on\nB > SUBSCRIBE 1 ~/t 0\nB < SUBACK 1 0\nA > PUBLISH ~/t x & CONNECT\nA closed\nB quiet",
  ),

  ...row(
    "a newer connection with the same identifier closes the older",
    "MQTT-3.1.4-2",
    both,
    "A on\nB on id=~A\nA closed\nB quiet",
  ),
  ...row(
    "of three connections with one identifier the last stays",
    "MQTT-3.1.4-2",
    both,
    "A on\nB on id=~A\nA closed\nC on id=~A\nB closed\nC quiet",
  ),
  ...row(
    "who takes over without clean session has the older's subscriptions",
    "MQTT-3.1.2-4",
    newer,
    "A on clean=0\nA > SUBSCRIBE 1 ~/t 1\nA < SUBACK 1 1\nB > CONNECT id=~A clean=0\nB < CONNACK 0 present=1\nA closed\nC on\nC > PUBLISH ~/t x\nB < PUBLISH ~/t x",
  ),
  ...row(
    "who takes over with clean session has nothing of the older",
    "MQTT-3.1.2-6",
    both,
    "A on clean=0\nA > SUBSCRIBE 1 ~/t 1\nA < SUBACK 1 1\nB on id=~A\nA closed\nC on\nC > PUBLISH ~/t x qos=1 id=1\nC < PUBACK 1\nB quiet",
  ),

  ...row(
    "who is silent for longer than one and a half times keep-alive is closed",
    "MQTT-3.1.2-24",
    both,
    "A on keepalive=1\nA expires",
  ),
  ...row(
    "keep-alive 0 turns it off",
    "section 3.1.2.10",
    both,
    "A on keepalive=0\nB on keepalive=1\nB expires\nA quiet",
  ),
  // A broker may look at its clients every few seconds only: four clients that expire take longer than A could be silent.
  ...["PINGREQ", "PUBLISH ~/t x", "SUBSCRIBE 1 ~/s 0"].flatMap((packet) =>
    row(
      `${packet} keeps a connection alive`,
      "MQTT-3.1.2-24",
      both,
      `A on keepalive=6\n${["B", "C", "D", "E"].map((name) => `${name} on keepalive=2\n${name} expires\nA > ${packet}\n`).join("")}A pings`,
    ),
  ),
];
