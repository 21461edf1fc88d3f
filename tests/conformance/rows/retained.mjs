/** Retained messages. Those of the corpus have QoS 1 or 2: a retained message of QoS 0 may be thrown away at any time. */

import { both, newer, row } from "../row.mjs";

const keep = (topic, message, id = 1) => `A > PUBLISH ${topic} ${message} qos=1 id=${id} retain=1\nA has PUBACK ${id}`;

export const retainedRows = [
  ...row(
    "a retained message awaits a later subscriber, with RETAIN 1",
    "MQTT-3.3.1-8",
    both,
    `A on\n${keep("~/t", "x")}\nB on\nB > SUBSCRIBE 1 ~/t 1\nB < SUBACK 1 1\nB < PUBLISH ~/t x qos=1 retain=1`,
  ),
  ...row(
    "an earlier subscriber gets it with RETAIN 0",
    "MQTT-3.3.1-9",
    both,
    `B on\nB > SUBSCRIBE 1 ~/t 1\nB < SUBACK 1 1\nA on\n${keep("~/t", "x")}\nB < PUBLISH ~/t x qos=1`,
  ),
  ...[0, 1, 2].flatMap((qos) =>
    row(
      `a retained message of QoS 1 comes to a subscription of QoS ${qos} with QoS ${Math.min(1, qos)}`,
      "MQTT-3.8.4-6",
      both,
      `A on\n${keep("~/t", "x")}\nB on\nB > SUBSCRIBE 1 ~/t ${qos}\nB < SUBACK 1 ${qos}\nB < PUBLISH ~/t x qos=${Math.min(1, qos)} retain=1`,
    ),
  ),
  ...row(
    "a retained message of QoS 2 comes with QoS 2",
    "MQTT-3.3.1-5",
    both,
    "A on\nA > PUBLISH ~/t x qos=2 id=1 retain=1\nA < PUBREC 1\nA > PUBREL 1\nA < PUBCOMP 1\nB on\nB > SUBSCRIBE 1 ~/t 2\nB < SUBACK 1 2\nB < PUBLISH ~/t x qos=2 id=$m retain=1\nB > PUBREC $m\nB < PUBREL $m\nB > PUBCOMP $m\nB quiet",
  ),
  ...row(
    "of two retained messages of a topic the later stays",
    "MQTT-3.3.1-5",
    both,
    `A on\n${keep("~/t", "x")}\n${keep("~/t", "y", 2)}\nB on\nB > SUBSCRIBE 1 ~/t 1\nB < SUBACK 1 1\nB < PUBLISH ~/t y qos=1 retain=1\nB quiet`,
  ),
  ...row(
    "an empty one deletes it",
    "MQTT-3.3.1-10",
    both,
    `A on\n${keep("~/t", "x")}\n${keep("~/t", '""', 2)}\nB on\nB > SUBSCRIBE 1 ~/t 1\nB < SUBACK 1 1\nB quiet`,
  ),
  ...row(
    "an empty one of QoS 0 deletes it",
    "MQTT-3.3.1-10",
    both,
    `A on\n${keep("~/t", "x")}\nA > PUBLISH ~/t "" retain=1\nA quiet\nB on\nB > SUBSCRIBE 1 ~/t 1\nB < SUBACK 1 1\nB quiet`,
  ),
  ...row(
    "an empty one is delivered to who is subscribed",
    "MQTT-3.3.1-10",
    newer,
    `B on\nB > SUBSCRIBE 1 ~/t 1\nB < SUBACK 1 1\nA on\n${keep("~/t", '""')}\nB < PUBLISH ~/t "" qos=1`,
  ),
  ...row(
    "one of QoS 0 throws the earlier away",
    "MQTT-3.3.1-7",
    newer,
    `A on\n${keep("~/t", "x")}\nA > PUBLISH ~/t y retain=1\nA > PUBLISH ~/t "" retain=1\nA quiet\nB on\nB > SUBSCRIBE 1 ~/t 1\nB < SUBACK 1 1\nB quiet`,
  ),
  ...row(
    "a message without RETAIN is not kept and leaves the kept one",
    "MQTT-3.3.1-12",
    both,
    `A on\n${keep("~/t", "x")}\nA > PUBLISH ~/t y qos=1 id=2\nA < PUBACK 2\nB on\nB > SUBSCRIBE 1 ~/t 1\nB < SUBACK 1 1\nB < PUBLISH ~/t x qos=1 retain=1\nB quiet`,
  ),
  ...row(
    "to subscribe again brings it again",
    "MQTT-3.8.4-3",
    newer,
    `A on\n${keep("~/t", "x")}\nB on\nB > SUBSCRIBE 1 ~/t 0\nB < SUBACK 1 0\nB < PUBLISH ~/t x retain=1\nB > SUBSCRIBE 2 ~/t 0\nB < SUBACK 2 0\nB < PUBLISH ~/t x retain=1\nB quiet`,
  ),
  ...row(
    "it outlives the connection of who published it",
    "section 3.3.1.3",
    both,
    `A on\n${keep("~/t", "x")}\nA leaves\nB on\nB > SUBSCRIBE 1 ~/t 1\nB < SUBACK 1 1\nB < PUBLISH ~/t x qos=1 retain=1`,
  ),
  ...row(
    "it is no part of a session: clean session leaves it",
    "MQTT-3.1.2-7",
    newer,
    `A on clean=0\n${keep("~/t", "x")}\nA leaves\nA on\nA > SUBSCRIBE 1 ~/t 1\nA < SUBACK 1 1\nA < PUBLISH ~/t x qos=1 retain=1`,
  ),
  ...["~/#", "~/+", "+/t"].flatMap((filter) =>
    row(
      `the filter ${filter} finds it`,
      "MQTT-3.3.1-6",
      both,
      `A on\n${keep("~/t", "x")}\nB on\nB > SUBSCRIBE 1 ${filter} 0\nB < SUBACK 1 0\nB has PUBLISH ~/t x retain=1`,
    ),
  ),
  ...row(
    "a wildcard finds each of them",
    "MQTT-3.3.1-6",
    both,
    `A on\n${keep("~/a", "1")}\n${keep("~/b", "2", 2)}\n${keep("~/b/c", "3", 3)}\nB on\nB > SUBSCRIBE 1 ~/# 0\nB < SUBACK 1 0\nB has PUBLISH ~/a 1 retain=1\nB has PUBLISH ~/b 2 retain=1\nB has PUBLISH ~/b/c 3 retain=1\nB quiet`,
  ),
  ...["#", "+/~/t"].flatMap((filter) =>
    row(
      `the filter ${filter} does not find one below $`,
      "MQTT-4.7.2-1",
      newer,
      `A on\n${keep("$~/~/t", "x")}\nB on\nB > SUBSCRIBE 1 ${filter} 0\nB has SUBACK 1 0\nB quiet`,
    ),
  ),
];
