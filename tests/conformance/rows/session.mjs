/** What a session keeps between connections, and what clean session throws away. */

import { both, newer, row } from "../row.mjs";

const subscribed = (qos) => `A on clean=0\nA > SUBSCRIBE 1 ~/t ${qos}\nA < SUBACK 1 ${qos}\n`;
const again = "A > CONNECT clean=0\nA < CONNACK 0 present=1\n";
const publish1 = (message, id) => `B > PUBLISH ~/t ${message} qos=1 id=${id}\nB < PUBACK ${id}\n`;
const publish2 = (message, id) =>
  `B > PUBLISH ~/t ${message} qos=2 id=${id}\nB < PUBREC ${id}\nB > PUBREL ${id}\nB < PUBCOMP ${id}\n`;
const waysOut = ["leaves", "drop"];

export const sessionRows = [
  ...row(
    "a first CONNECT without clean session finds no session",
    "MQTT-3.2.2-3",
    newer,
    "A > CONNECT clean=0\nA < CONNACK 0 present=0",
  ),
  ...waysOut.flatMap((out) =>
    row(
      `who ${out}s and comes back finds his session`,
      "MQTT-3.2.2-2",
      newer,
      `A on clean=0\nA ${out}\n${again}A quiet`,
    ),
  ),
  ...row(
    "clean session is told that there is none",
    "MQTT-3.2.2-1",
    newer,
    "A on clean=0\nA leaves\nA > CONNECT\nA < CONNACK 0 present=0",
  ),
  ...row(
    "a session of clean session ends with its connection",
    "MQTT-3.1.2-6",
    newer,
    "A on\nA leaves\nA > CONNECT clean=0\nA < CONNACK 0 present=0",
  ),
  ...row(
    "clean session throws an earlier session away for good",
    "MQTT-3.1.2-6",
    newer,
    "A on clean=0\nA leaves\nA on\nA leaves\nA > CONNECT clean=0\nA < CONNACK 0 present=0",
  ),
  ...row(
    "a session is its identifier's alone",
    "section 3.1.2.4",
    newer,
    "A on clean=0\nA leaves\nB > CONNECT clean=0\nB < CONNACK 0 present=0",
  ),

  ...waysOut.flatMap((out) =>
    row(
      `a subscription outlives a connection that ${out}s`,
      "MQTT-3.1.2-4",
      both,
      `${subscribed(0)}A ${out}\n${again}A > PUBLISH ~/t x\nA < PUBLISH ~/t x`,
    ),
  ),
  ...row(
    "a subscription of clean session does not outlive its connection",
    "MQTT-3.1.2-6",
    both,
    "A on\nA > SUBSCRIBE 1 ~/t 0\nA < SUBACK 1 0\nA leaves\nA on clean=0\nA > PUBLISH ~/t x\nA quiet",
  ),
  ...row(
    "an ended subscription stays ended",
    "MQTT-3.10.4-2",
    both,
    `${subscribed(0)}A > UNSUBSCRIBE 2 ~/t\nA < UNSUBACK 2\nA leaves\n${again}A > PUBLISH ~/t x\nA quiet`,
  ),
  ...waysOut.flatMap((out) => [
    ...row(
      `QoS 1 waits for who ${out}s`,
      "MQTT-3.1.2-5",
      both,
      `${subscribed(1)}A ${out}\nB on\n${publish1("x", 1)}${again}A < PUBLISH ~/t x qos=1`,
    ),
    ...row(
      `QoS 2 waits for who ${out}s`,
      "MQTT-3.1.2-5",
      both,
      `${subscribed(2)}A ${out}\nB on\n${publish2("x", 1)}${again}A < PUBLISH ~/t x qos=2 id=$m\nA > PUBREC $m\nA < PUBREL $m\nA > PUBCOMP $m\nA quiet`,
    ),
  ]),
  ...row(
    "what waited comes in its order",
    "MQTT-4.6.0-6",
    both,
    `${subscribed(1)}A leaves\nB on\n${Array.from({ length: 10 }, (_, n) => publish1(`m${n}`, n + 1)).join("")}${again}${Array.from({ length: 10 }, (_, n) => `A < PUBLISH ~/t m${n} qos=1 id=$m${n}\nA > PUBACK $m${n}\n`).join("")}A quiet`,
  ),
  ...row(
    "what was acknowledged comes no more",
    "MQTT-4.3.2-1",
    both,
    `${subscribed(1)}B on\n${publish1("x", 1)}A < PUBLISH ~/t x qos=1 id=$m\nA > PUBACK $m\nA quiet\nA drop\n${again}A quiet`,
  ),
  ...row(
    "a completed QoS 2 comes no more",
    "MQTT-4.3.3-1",
    both,
    `${subscribed(2)}B on\n${publish2("x", 1)}A < PUBLISH ~/t x qos=2 id=$m\nA > PUBREC $m\nA < PUBREL $m\nA > PUBCOMP $m\nA quiet\nA drop\n${again}A quiet`,
  ),
  ...row(
    "QoS 1 without PUBACK comes again with its identifier and DUP",
    "MQTT-4.4.0-1",
    newer,
    `${subscribed(1)}B on\n${publish1("x", 1)}A < PUBLISH ~/t x qos=1 id=$m\nA drop\n${again}A < PUBLISH ~/t x qos=1 id=$m dup=1\nA > PUBACK $m\nA quiet`,
  ),
  ...row(
    "QoS 2 without PUBREC comes again with its identifier and DUP",
    "MQTT-4.4.0-1",
    newer,
    `${subscribed(2)}B on\n${publish2("x", 1)}A < PUBLISH ~/t x qos=2 id=$m\nA drop\n${again}A < PUBLISH ~/t x qos=2 id=$m dup=1\nA > PUBREC $m\nA < PUBREL $m\nA > PUBCOMP $m\nA quiet`,
  ),
  ...row(
    "QoS 2 without PUBCOMP comes again as PUBREL",
    "MQTT-4.4.0-1",
    both,
    `${subscribed(2)}B on\n${publish2("x", 1)}A < PUBLISH ~/t x qos=2 id=$m\nA > PUBREC $m\nA < PUBREL $m\nA drop\n${again}A < PUBREL $m\nA > PUBCOMP $m\nA quiet`,
  ),
  ...row(
    "several without PUBACK come again in their order",
    "MQTT-4.6.0-1",
    newer,
    `${subscribed(1)}B on\n${publish1("x", 1)}${publish1("y", 2)}${publish1("z", 3)}A < PUBLISH ~/t x qos=1 id=$x\nA < PUBLISH ~/t y qos=1 id=$y\nA < PUBLISH ~/t z qos=1 id=$z\nA > PUBACK $y\nA quiet\nA drop\n${again}A < PUBLISH ~/t x qos=1 id=$x dup=1\nA < PUBLISH ~/t z qos=1 id=$z dup=1\nA quiet`,
  ),
  ...row(
    "clean session throws away what is in flight",
    "MQTT-3.1.2-6",
    both,
    `${subscribed(1)}B on\n${publish1("x", 1)}A < PUBLISH ~/t x qos=1\nA drop\nA on\nA quiet`,
  ),
  ...row(
    "a client's QoS 2 goes on over the next connection and is delivered once",
    "MQTT-4.3.3-2",
    both,
    "B on\nB > SUBSCRIBE 1 ~/t 0\nB < SUBACK 1 0\nA on clean=0\nA > PUBLISH ~/t x qos=2 id=6\nA < PUBREC 6\nA drop\nA > CONNECT clean=0\nA < CONNACK 0 present=1\nA > PUBLISH ~/t x qos=2 id=6 dup=1\nA < PUBREC 6\nA > PUBREL 6\nA < PUBCOMP 6\nB < PUBLISH ~/t x\nA quiet\nB quiet",
  ),
  ...row(
    "a client's PUBREL after reconnecting is answered",
    "MQTT-4.3.3-2",
    both,
    "B on\nB > SUBSCRIBE 1 ~/t 0\nB < SUBACK 1 0\nA on clean=0\nA > PUBLISH ~/t x qos=2 id=6\nA < PUBREC 6\nA drop\nA > CONNECT clean=0\nA < CONNACK 0 present=1\nA > PUBREL 6\nA < PUBCOMP 6\nB < PUBLISH ~/t x\nB quiet",
  ),
];
