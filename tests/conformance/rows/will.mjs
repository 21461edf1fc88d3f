/** Wills: when they are published and when not, and how. */

import { both, newer, row } from "../row.mjs";

const watching = (qos) => `B on\nB > SUBSCRIBE 1 ~/w ${qos}\nB < SUBACK 1 ${qos}\n`;

export const willRows = [
  ...row(
    "a will is published when its connection drops",
    "MQTT-3.1.2-8",
    both,
    `${watching(0)}A on will=~/w\nA drop\nB < PUBLISH ~/w gone\nB quiet`,
  ),
  ...row("DISCONNECT throws the will away", "MQTT-3.14.4-3", both, `${watching(0)}A on will=~/w\nA leaves\nB quiet`),
  ...row(
    "a will is published when keep-alive runs out",
    "MQTT-3.1.2-8",
    both,
    `${watching(0)}A on will=~/w keepalive=1\nA expires\nB < PUBLISH ~/w gone`,
  ),
  ...row(
    "a will is published when its client sends what is malformed",
    "MQTT-3.1.2-8",
    newer,
    `${watching(0)}A on will=~/w\nA > bytes f0 00\nA closed\nB < PUBLISH ~/w gone`,
  ),
  ...row(
    "a will is published when its client sends a second CONNECT",
    "MQTT-3.1.2-8",
    newer,
    `${watching(0)}A on will=~/w\nA > CONNECT\nA closed\nB < PUBLISH ~/w gone`,
  ),
  ...row(
    "a DISCONNECT with wrong flags is none",
    "MQTT-3.14.1-1",
    newer,
    `${watching(0)}A on will=~/w\nA > DISCONNECT flags=1\nA closed\nB < PUBLISH ~/w gone`,
  ),
  ...row(
    "a will is published when its client is taken over",
    "MQTT-3.1.2-8",
    newer,
    `${watching(0)}A on will=~/w\nC on id=~A\nA closed\nB < PUBLISH ~/w gone\nB quiet`,
  ),
  ...row(
    "a will that was refused with its CONNECT is not published",
    "MQTT-3.1.4-1",
    newer,
    `${watching(0)}A > CONNECT will=~/w connect-flags=07\nA closed\nB quiet`,
  ),
  ...row(
    "a will without clean session is published too",
    "MQTT-3.1.2-8",
    both,
    `${watching(0)}A on clean=0 will=~/w\nA drop\nB < PUBLISH ~/w gone`,
  ),
  ...row(
    "a will is published once",
    "MQTT-3.1.2-10",
    both,
    `${watching(0)}A on clean=0 will=~/w\nA drop\nB < PUBLISH ~/w gone\nA > CONNECT clean=0\nA < CONNACK 0 present=1\nA drop\nC on\nC > PUBLISH ~/w after\nB < PUBLISH ~/w after\nB quiet`,
  ),
  ...row(
    "the will of the last CONNECT counts",
    "section 3.1.2.5",
    both,
    `${watching(0)}A on will=~/w will-message=first\nA leaves\nA on will=~/w will-message=second\nA drop\nB < PUBLISH ~/w second\nB quiet`,
  ),
  ...row(
    "a will may be empty",
    "section 3.1.3.3",
    both,
    `${watching(0)}A on will=~/w will-message=""\nA drop\nB < PUBLISH ~/w ""`,
  ),
  ...row(
    "a will may be any bytes",
    "section 3.1.3.3",
    newer,
    `${watching(0)}A on will=~/w will-message=hex:00ff80\nA drop\nB < PUBLISH ~/w hex:00ff80`,
  ),
  ...row(
    "wildcards meet a will",
    "section 3.1.2.5",
    both,
    "B on\nB > SUBSCRIBE 1 ~/+/will 0\nB < SUBACK 1 0\nA on will=~/a/will\nA drop\nB < PUBLISH ~/a/will gone",
  ),
  ...[0, 1, 2].flatMap((willQos) =>
    [0, 1, 2].flatMap((qos) =>
      row(
        `a will of QoS ${willQos} to a subscription of QoS ${qos} arrives with QoS ${Math.min(willQos, qos)}`,
        "MQTT-3.8.4-6",
        both,
        `${watching(qos)}A on will=~/w will-qos=${willQos}\nA drop\nB < PUBLISH ~/w gone qos=${Math.min(willQos, qos)}`,
      ),
    ),
  ),
  ...row(
    "a will without retain is not kept",
    "MQTT-3.1.2-16",
    both,
    `${watching(0)}A on will=~/w\nA drop\nB < PUBLISH ~/w gone\nC on\nC > SUBSCRIBE 1 ~/w 0\nC < SUBACK 1 0\nC quiet`,
  ),
  ...row(
    "a will with retain is kept",
    "MQTT-3.1.2-17",
    both,
    `${watching(0)}A on will=~/w will-qos=1 will-retain=1\nA drop\nB < PUBLISH ~/w gone\nC on\nC > SUBSCRIBE 1 ~/w 0\nC < SUBACK 1 0\nC < PUBLISH ~/w gone retain=1`,
  ),
  ...row(
    "an empty will with retain deletes what is kept",
    "MQTT-3.3.1-10",
    both,
    `${watching(0)}C on\nC > PUBLISH ~/w x qos=1 id=1 retain=1\nC < PUBACK 1\nB < PUBLISH ~/w x\nA on will=~/w will-message="" will-retain=1\nA drop\nB < PUBLISH ~/w ""\nC > SUBSCRIBE 1 ~/w 0\nC < SUBACK 1 0\nC quiet`,
  ),
  ...row(
    "a will of QoS 1 waits for who is away",
    "MQTT-3.1.2-5",
    both,
    "B on clean=0\nB > SUBSCRIBE 1 ~/w 1\nB < SUBACK 1 1\nB leaves\nC on\nC > SUBSCRIBE 1 ~/w 0\nC < SUBACK 1 0\nA on will=~/w will-qos=1\nA drop\nC < PUBLISH ~/w gone\nB > CONNECT clean=0\nB < CONNACK 0 present=1\nB < PUBLISH ~/w gone qos=1",
  ),
];
