/** PUBLISH and its acknowledgements, from a client and to one: the flows of QoS 0, 1 and 2, and order. */

import { both, newer, row } from "../row.mjs";

const qosPairs = [0, 1, 2].flatMap((published) => [0, 1, 2].map((subscribed) => [published, subscribed]));
const publish = (topic, message, qos, id) => `PUBLISH ${topic} ${message}${qos > 0 ? ` qos=${qos} id=${id}` : ""}`;
const flow = (client, qos, id) =>
  [
    "",
    `${client} has PUBACK ${id}`,
    `${client} has PUBREC ${id}\n${client} > PUBREL ${id}\n${client} has PUBCOMP ${id}`,
  ][qos];
const numbers = Array.from({ length: 20 }, (_, index) => index + 1);

export const publishRows = [
  ...qosPairs.flatMap(([published, subscribed]) => {
    const qos = Math.min(published, subscribed);
    return row(
      `QoS ${published} to a subscription of QoS ${subscribed} arrives with QoS ${qos}`,
      "MQTT-3.8.4-6",
      both,
      `B on\nB > SUBSCRIBE 9 ~/t ${subscribed}\nB < SUBACK 9 ${subscribed}\nA on\nA > ${publish("~/t", "x", published, 7)}\n${flow("A", published, 7)}
       B < PUBLISH ~/t x qos=${qos}${qos > 0 ? " id=$m" : ""}
       ${["", "B > PUBACK $m", "B > PUBREC $m\nB < PUBREL $m\nB > PUBCOMP $m"][qos]}
       A quiet\nB quiet`,
    );
  }),
  ...[1, 2, 255, 256, 65535].flatMap((id) => [
    ...row(
      `QoS 1 with identifier ${id} is answered by PUBACK ${id}`,
      "MQTT-3.3.4-1",
      both,
      `A on\nA > PUBLISH ~/t x qos=1 id=${id}\nA < PUBACK ${id}\nA quiet`,
    ),
    ...row(
      `QoS 2 with identifier ${id} is answered by PUBREC and PUBCOMP ${id}`,
      "MQTT-4.3.3-2",
      both,
      `A on\nA > PUBLISH ~/t x qos=2 id=${id}\nA < PUBREC ${id}\nA > PUBREL ${id}\nA < PUBCOMP ${id}\nA quiet`,
    ),
  ]),
  ...[0, 1, 2].flatMap((qos) => [
    ...row(
      `an empty message of QoS ${qos} arrives`,
      "section 3.3.3",
      both,
      `A on\nA > SUBSCRIBE 1 ~/t 0\nA < SUBACK 1 0\nA > ${publish("~/t", '""', qos, 5)}\n${flow("A", qos, 5)}\nA has PUBLISH ~/t ""`,
    ),
    ...row(
      `any bytes in a message of QoS ${qos} arrive`,
      "section 3.3.3",
      both,
      `A on\nA > SUBSCRIBE 1 ~/t 0\nA < SUBACK 1 0\nA > ${publish("~/t", "hex:00ff80c0af0d0a", qos, 5)}\n${flow("A", qos, 5)}\nA has PUBLISH ~/t hex:00ff80c0af0d0a`,
    ),
    ...row(
      `twenty messages of QoS ${qos} arrive in their order`,
      "MQTT-4.6.0-6",
      both,
      `B on\nB > SUBSCRIBE 1 ~/t 0\nB < SUBACK 1 0\nA on\nA > ${numbers.map((n) => publish("~/t", `m${n}`, qos, n)).join(" & ")}
       ${qos === 2 ? `A > ${numbers.map((n) => `PUBREL ${n}`).join(" & ")}` : ""}
       ${numbers.map((n) => `B < PUBLISH ~/t m${n}`).join("\n")}\nB quiet`,
    ),
  ]),
  ...[1, 2].flatMap((qos) =>
    row(
      `twenty messages to a subscription of QoS ${qos} arrive in their order`,
      "MQTT-4.6.0-6",
      both,
      `B on\nB > SUBSCRIBE 1 ~/t ${qos}\nB < SUBACK 1 ${qos}\nA on\nA > ${numbers.map((n) => publish("~/t", `m${n}`, qos, n)).join(" & ")}
       ${qos === 2 ? `A > ${numbers.map((n) => `PUBREL ${n}`).join(" & ")}` : ""}
       ${numbers.map((n) => `B ${qos === 1 ? "<" : "has"} PUBLISH ~/t m${n} qos=${qos} id=$m${n}\nB > ${qos === 1 ? "PUBACK" : "PUBREC"} $m${n}`).join("\n")}`,
    ),
  ),
  ...[0, 127, 128, 16_383, 16_384, 100_000].flatMap((length) =>
    row(
      `a message of ${length} bytes arrives whole`,
      "section 2.2.3",
      both,
      `A on\nA > SUBSCRIBE 1 ~/t 0\nA < SUBACK 1 0\nA > PUBLISH ~/t "${"z".repeat(length)}"\nA < PUBLISH ~/t "${"z".repeat(length)}"`,
    ),
  ),
  ...[114, 115, 116, 16_370, 16_371, 16_372].flatMap((length) =>
    row(
      `a Remaining Length of ${length + 12} is right both ways`,
      "section 2.2.3",
      newer,
      `A on\nA > SUBSCRIBE 1 ~/t 0\nA < SUBACK 1 0\nA > PUBLISH ~/t "${"z".repeat(length)}"\nA < PUBLISH ~/t "${"z".repeat(length)}"\nA quiet`,
    ),
  ),
  ...row(
    "a PUBLISH that comes byte by byte is a PUBLISH",
    "section 2.1",
    both,
    "A on\nA > SUBSCRIBE 1 ~/t 0\nA < SUBACK 1 0\nA drip PUBLISH ~/t hello & PUBLISH ~/t again qos=1 id=3\nA has PUBLISH ~/t hello\nA has PUBLISH ~/t again\nA has PUBACK 3",
  ),
  ...row(
    "who publishes gets the message where he subscribes",
    "section 3.3.5",
    both,
    "A on\nA > SUBSCRIBE 1 ~/t 0\nA < SUBACK 1 0\nA > PUBLISH ~/t x\nA < PUBLISH ~/t x\nA quiet",
  ),
  ...row(
    "DUP of a client is not passed on",
    "MQTT-3.3.1-3",
    newer,
    "B on\nB > SUBSCRIBE 1 ~/t 1\nB < SUBACK 1 1\nA on\nA > PUBLISH ~/t x qos=1 id=1 dup=1\nA < PUBACK 1\nB < PUBLISH ~/t x qos=1",
  ),
  ...row(
    "QoS 1 with the same identifier twice is acknowledged twice",
    "MQTT-4.3.2-2",
    both,
    "A on\nA > PUBLISH ~/t x qos=1 id=4\nA < PUBACK 4\nA > PUBLISH ~/t x qos=1 id=4 dup=1\nA < PUBACK 4\nA quiet",
  ),
  ...row(
    "QoS 2 sent again before PUBREL is delivered once",
    "MQTT-4.3.3-2",
    both,
    `B on\nB > SUBSCRIBE 1 ~/t 0\nB < SUBACK 1 0\nA on
     A > PUBLISH ~/t x qos=2 id=4\nA < PUBREC 4\nA > PUBLISH ~/t x qos=2 id=4 dup=1\nA < PUBREC 4
     A > PUBREL 4\nA < PUBCOMP 4\nB < PUBLISH ~/t x\nA quiet\nB quiet`,
  ),
  ...row(
    "QoS 2 with an identifier whose flow has ended is a new message",
    "MQTT-4.3.3-2",
    both,
    `B on\nB > SUBSCRIBE 1 ~/t 0\nB < SUBACK 1 0\nA on
     A > PUBLISH ~/t x qos=2 id=4\nA < PUBREC 4\nA > PUBREL 4\nA < PUBCOMP 4
     A > PUBLISH ~/t y qos=2 id=4\nA < PUBREC 4\nA > PUBREL 4\nA < PUBCOMP 4\nB < PUBLISH ~/t x\nB < PUBLISH ~/t y\nB quiet`,
  ),
  ...row(
    "a PUBREL sent again is answered by PUBCOMP again",
    "MQTT-4.3.3-2",
    both,
    "A on\nA > PUBLISH ~/t x qos=2 id=4\nA < PUBREC 4\nA > PUBREL 4\nA < PUBCOMP 4\nA > PUBREL 4\nA < PUBCOMP 4",
  ),
  ...row(
    "flows of QoS 2 may be woven",
    "MQTT-4.6.0-3",
    both,
    "A on\nA > PUBLISH ~/t x qos=2 id=1 & PUBLISH ~/t y qos=2 id=2 & PUBLISH ~/t z qos=1 id=3\nA has PUBREC 1\nA has PUBREC 2\nA has PUBACK 3\nA > PUBREL 1 & PUBREL 2\nA < PUBCOMP 1\nA < PUBCOMP 2",
  ),
  ...row(
    "identifiers of both directions are apart",
    "section 2.3.1",
    both,
    "A on\nA > SUBSCRIBE 1 ~/t 1\nA < SUBACK 1 1\nA > PUBLISH ~/t x qos=1 id=1\nA has PUBACK 1\nA has PUBLISH ~/t x qos=1 id=$m\nA > PUBLISH ~/t y qos=1 id=$m\nA has PUBACK $m\nA has PUBLISH ~/t y qos=1 id=$n\nA > PUBACK $m & PUBACK $n\nA quiet",
  ),
  ...row(
    "a message in flight keeps its identifier to itself",
    "MQTT-2.3.1-4",
    both,
    `A on\nA > SUBSCRIBE 1 ~/t 1\nA < SUBACK 1 1\nB on\n${numbers.map((n) => `B > PUBLISH ~/t m${n} qos=1 id=${n}`).join("\n")}
     ${numbers
       .slice(0, 10)
       .map((n) => `A has PUBLISH ~/t m${n} qos=1 id=$m${n}`)
       .join("\n")}
     ${numbers
       .slice(0, 10)
       .map((n) => `A > PUBACK $m${n}`)
       .join("\n")}
     ${numbers
       .slice(10)
       .map((n) => `A has PUBLISH ~/t m${n} qos=1 id=$m${n}`)
       .join("\n")}`,
  ),
  ...row(
    "topics are told apart by case",
    "section 4.7.3",
    both,
    "A on\nA > SUBSCRIBE 1 ~/t 0\nA < SUBACK 1 0\nA > PUBLISH ~/T x\nA quiet",
  ),
  ...row(
    "PINGREQ is answered by PINGRESP",
    "MQTT-3.12.4-1",
    both,
    "A on\nA > PINGREQ\nA < PINGRESP\nA > PINGREQ & PINGREQ & PINGREQ\nA < PINGRESP\nA < PINGRESP\nA < PINGRESP",
  ),
];
