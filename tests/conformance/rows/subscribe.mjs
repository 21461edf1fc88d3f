/** SUBSCRIBE and UNSUBSCRIBE, and which topics a filter meets. */

import { both, newer, row } from "../row.mjs";

/** Filter, topic, whether they meet. Most are the examples of section 4.7. */
const meetings = [
  ["~/sport/tennis/player1/#", "~/sport/tennis/player1", true],
  ["~/sport/tennis/player1/#", "~/sport/tennis/player1/ranking", true],
  ["~/sport/tennis/player1/#", "~/sport/tennis/player1/score/wimbledon", true],
  ["~/sport/tennis/player1/#", "~/sport/tennis/player2", false],
  ["~/sport/tennis/player1/#", "~/sport/tennis/player10", false],
  ["~/#", "~", true],
  ["~/#", "~/", true],
  ["~/#", "~x/a", false],
  ["~/sport/tennis/+", "~/sport/tennis/player1", true],
  ["~/sport/tennis/+", "~/sport/tennis/player1/ranking", false],
  ["~/sport/+", "~/sport", false],
  ["~/sport/+", "~/sport/", true],
  ["~/+", "~/", true],
  ["~/+", "~", false],
  ["+/+", "/~", true],
  ["/+", "/~", true],
  ["+", "/~", false],
  ["+/~", "/~", true],
  ["+/~/+", "/~/", true],
  ["~/+/+", "~//", true],
  ["~/+/+", "~/a/", true],
  ["~/+/+", "~/a", false],
  ["~//", "~//", true],
  ["~//", "~/", false],
  ["~/a", "~/a/", false],
  ["~/a/", "~/a", false],
  ["/~", "~", false],
  ["~", "/~", false],
  ["~/a/+/c", "~/a/b/c", true],
  ["~/a/+/c", "~/a//c", true],
  ["~/a/+/c", "~/a/b/d", false],
  ["~/a/+/c", "~/a/c", false],
  ["~/+/b/#", "~/a/b", true],
  ["~/+/b/#", "~/a/b/c/d", true],
  ["~/+/b/#", "~/b/a", false],
  ["~/a/b/c/d/e/f/g/h", "~/a/b/c/d/e/f/g/h", true],
  ['"~/with space"', '"~/with space"', true],
  ['"~/with space"', "~/withspace", false],
  ["~/a.b*c?", "~/a.b*c?", true],
  ["~/a*", "~/abc", false],
  ["~/$a", "~/$a", true],
  ["~/+", "~/$a", true],
  ["~/constructor/__proto__", "~/constructor/__proto__", true],
  ["~/__proto__", "~/toString", false],
];

/** Only MQTT 3.1.1 keeps `$` topics apart. */
const dollars = [
  ["#", "$~/a", false],
  ["+/~", "$x/~", false],
  ["+/+", "$~/a", false],
  ["$~/#", "$~/a", true],
  ["$~/+", "$~/a", true],
  ["$~/a", "$~/a", true],
  ["$~/#", "$~", true],
];

const meeting =
  (versions, clause) =>
  ([filter, topic, meet]) =>
    row(
      `${filter} ${meet ? "meets" : "does not meet"} ${topic}`,
      clause,
      versions,
      `A on\nA > SUBSCRIBE 1 ${filter} 0\nA has SUBACK 1 0\nA > PUBLISH ${topic} x\n${meet ? `A has PUBLISH ${topic} x\n` : ""}A quiet`,
    );

const filters = Array.from({ length: 50 }, (_, index) => `~/f${index} ${index % 3}`);

export const subscribeRows = [
  ...meetings.flatMap(meeting(both, "section 4.7")),
  ...dollars.flatMap(meeting(newer, "MQTT-4.7.2-1")),
  ...[1, 256, 65535].flatMap((id) => [
    ...row(
      `SUBSCRIBE with identifier ${id} is answered by SUBACK ${id}`,
      "MQTT-3.8.4-2",
      both,
      `A on\nA > SUBSCRIBE ${id} ~/t 0\nA < SUBACK ${id} 0`,
    ),
    ...row(
      `UNSUBSCRIBE with identifier ${id} is answered by UNSUBACK ${id}`,
      "MQTT-3.10.4-4",
      both,
      `A on\nA > UNSUBSCRIBE ${id} ~/t\nA < UNSUBACK ${id}`,
    ),
  ]),
  ...row(
    "SUBACK has a code for each filter, in their order",
    "MQTT-3.8.4-5",
    both,
    "A on\nA > SUBSCRIBE 5 ~/a 2 ~/b 0 ~/c 1\nA < SUBACK 5 2 0 1",
  ),
  ...row(
    "fifty filters in one SUBSCRIBE have one SUBACK",
    "MQTT-3.8.4-4",
    both,
    `A on\nA > SUBSCRIBE 5 ${filters.join(" ")}\nA < SUBACK 5 ${filters.map((text) => text.split(" ")[1]).join(" ")}\nA quiet`,
  ),
  ...row(
    "fifty filters in one UNSUBSCRIBE have one UNSUBACK",
    "MQTT-3.10.4-6",
    both,
    `A on\nA > UNSUBSCRIBE 5 ${filters.map((text) => text.split(" ")[0]).join(" ")}\nA < UNSUBACK 5\nA quiet`,
  ),
  ...row(
    "the same filter twice in one SUBSCRIBE counts once",
    "MQTT-3.8.4-3",
    newer,
    "A on\nA > SUBSCRIBE 5 ~/t 0 ~/t 1\nA < SUBACK 5 0 1\nB on\nB > PUBLISH ~/t x qos=1 id=1\nB < PUBACK 1\nA < PUBLISH ~/t x qos=1 id=$m\nA > PUBACK $m\nA quiet",
  ),
  ...[
    [2, 0],
    [0, 2],
    [1, 0],
    [0, 1],
  ].flatMap(([first, second]) =>
    row(
      `a subscription of QoS ${second} replaces one of QoS ${first}`,
      "MQTT-3.8.4-3",
      both,
      `A on\nA > SUBSCRIBE 1 ~/t ${first}\nA < SUBACK 1 ${first}\nA > SUBSCRIBE 2 ~/t ${second}\nA < SUBACK 2 ${second}\nB on\nB > PUBLISH ~/t x qos=2 id=1\nB < PUBREC 1\nB > PUBREL 1\nB < PUBCOMP 1\nA < PUBLISH ~/t x qos=${second}\nA quiet`,
    ),
  ),
  ...[
    ["~/#", 1, "~/t", 0],
    ["~/#", 0, "~/t", 1],
    ["~/+", 1, "~/#", 0],
    ["~/+", 0, "~/t", 1],
  ].flatMap(([one, oneQos, other, otherQos]) =>
    row(
      `of overlapping subscriptions, ${one} QoS ${oneQos} and ${other} QoS ${otherQos}, the highest QoS is kept`,
      "MQTT-3.3.5-1",
      newer,
      `A on\nA > SUBSCRIBE 1 ${one} ${oneQos} ${other} ${otherQos}\nA < SUBACK 1 ${oneQos} ${otherQos}\nB on\nB > PUBLISH ~/t x qos=1 id=1\nB < PUBACK 1\nA has PUBLISH ~/t x qos=1 id=$m\nA > PUBACK $m\nA pings`,
    ),
  ),
  ...row(
    "after UNSUBACK nothing new comes",
    "MQTT-3.10.4-2",
    both,
    "A on\nA > SUBSCRIBE 1 ~/t 0\nA < SUBACK 1 0\nA > UNSUBSCRIBE 2 ~/t\nA < UNSUBACK 2\nA > PUBLISH ~/t x\nA quiet",
  ),
  ...row(
    "UNSUBSCRIBE of what was never subscribed is answered",
    "MQTT-3.10.4-5",
    both,
    "A on\nA > UNSUBSCRIBE 3 ~/never\nA < UNSUBACK 3\nA quiet",
  ),
  ...[
    ["~/+", "~/t"],
    ["~/t", "~/+"],
    ["~/#", "~/+"],
    ["~/T", "~/t"],
  ].flatMap(([gone, left]) =>
    row(
      `to unsubscribe ${gone} leaves ${left}`,
      "MQTT-3.10.4-1",
      both,
      `A on\nA > SUBSCRIBE 1 ${left} 0\nA < SUBACK 1 0\nA > UNSUBSCRIBE 2 ${gone}\nA < UNSUBACK 2\nA > PUBLISH ~/t x\nA < PUBLISH ~/t x`,
    ),
  ),
  ...row(
    "UNSUBSCRIBE of two filters ends both and no third",
    "MQTT-3.10.4-6",
    both,
    "A on\nA > SUBSCRIBE 1 ~/a 0 ~/b 0 ~/c 0\nA < SUBACK 1 0 0 0\nA > UNSUBSCRIBE 2 ~/a ~/c\nA < UNSUBACK 2\nA > PUBLISH ~/a x & PUBLISH ~/b x & PUBLISH ~/c x\nA < PUBLISH ~/b x\nA quiet",
  ),
  ...row(
    "one client's UNSUBSCRIBE leaves the other's subscription",
    "section 3.10.4",
    both,
    "A on\nA > SUBSCRIBE 1 ~/t 0\nA < SUBACK 1 0\nB on\nB > SUBSCRIBE 1 ~/t 0\nB < SUBACK 1 0\nB > UNSUBSCRIBE 2 ~/t\nB < UNSUBACK 2\nB > PUBLISH ~/t x\nA < PUBLISH ~/t x\nB quiet",
  ),
  ...row(
    "a message in flight goes to its end after UNSUBSCRIBE",
    "MQTT-3.10.4-3",
    newer,
    "A on\nA > SUBSCRIBE 1 ~/t 2\nA < SUBACK 1 2\nB on\nB > PUBLISH ~/t x qos=2 id=1\nB < PUBREC 1\nB > PUBREL 1\nB < PUBCOMP 1\nA < PUBLISH ~/t x qos=2 id=$m\nA > UNSUBSCRIBE 2 ~/t\nA < UNSUBACK 2\nA > PUBREC $m\nA < PUBREL $m\nA > PUBCOMP $m\nA quiet",
  ),
];
