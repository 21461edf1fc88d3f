/**
 * What a day of one value a minute puts on the wire, in virtual time, with and without the broker's being gone for five
 * minutes of each hour; beside the least that MQTT 3.1 allows for the values that arrived: one CONNECT and a PUBLISH each,
 * and the same with a PINGREQ every keepAliveS.
 */
import { namedFaults } from "../../dist/sim/faults/named.js";
import { simulate } from "../../dist/sim/simulate.js";
import { built } from "./clients.mjs";

const DAY_MS = 86_400_000;
const SETTLE_MS = 60_000;
const PINGREQ_BYTES = 2;
const CONNECT = 1;
const PUBLISH = 3;

const sketch = (keepAliveS) => `import { connect, publishValue } from "tagwire";
connect({ host: "192.168.1.10", key: "K", device: "D", keepAliveS: ${keepAliveS} });
setInterval(() => publishValue("temperature", 21.5), 60000);
`;

/** The lengths of the packets that a board sent, by their type. */
function lengthsByType(sent) {
  const lengths = {};
  for (let at = 0; at < sent.length; ) {
    let length = 0;
    let head = 1;
    for (let shift = 0, byte = 128; byte & 128; shift += 7) {
      byte = sent.charCodeAt(at + head++);
      length += (byte & 127) << shift;
    }
    const type = sent.charCodeAt(at) >> 4;
    lengths[type] = [...(lengths[type] ?? []), head + length];
    at += head + length;
  }
  return lengths;
}

const sum = (numbers) => numbers.reduce((all, number) => all + number, 0);

/** A day with that keep-alive; `schedule` is `hourly` or none. Bytes, without those of TCP and IP. */
export async function wireDay(board, keepAliveS, schedule) {
  const code = await built(sketch(keepAliveS), board, { probe: true });
  const faults = schedule ? namedFaults(schedule, DAY_MS) : [];
  const played = simulate({ code, isProbed: true, board, forMs: DAY_MS, settleMs: SETTLE_MS, seed: 1, faults });
  if (played.failures.length > 0) throw new Error(JSON.stringify(played.failures));
  const lengths = played.conversations.map(({ sent }) => lengthsByType(sent));
  const publish = lengths.flatMap((of) => of[PUBLISH] ?? []);
  const connect = lengths.flatMap((of) => of[CONNECT] ?? []);
  const least = connect[0] + (played.arrived * sum(publish)) / publish.length;
  return {
    keepAliveS,
    outages: schedule ?? "none",
    values: played.arrived,
    connections: connect.length,
    up: sum(lengths.flatMap((of) => sum(Object.values(of).flat()))),
    down: played.bytesReceived,
    least,
    leastWithKeepAlive: least + (PINGREQ_BYTES * DAY_MS) / 1000 / keepAliveS,
  };
}

/** The four days as rows of a table. */
export async function wireRows(board) {
  const whole = (number) => Math.round(number).toLocaleString("en-US");
  const rows = [
    [
      "a day of a value a minute",
      "values",
      "connections",
      "bytes up",
      "least",
      "with PINGREQ every keepAliveS",
      "bytes down",
    ],
  ];
  for (const keepAliveS of [60, 300]) {
    for (const schedule of [undefined, "hourly"]) {
      const day = await wireDay(board, keepAliveS, schedule);
      const { values, connections, up, least, leastWithKeepAlive, down } = day;
      rows.push([
        `keepAliveS ${keepAliveS}, ${schedule ? "5 minutes of each hour gone" : "no outage"}`,
        ...[values, connections, up, least, leastWithKeepAlive, down].map(whole),
      ]);
    }
  }
  return rows;
}
