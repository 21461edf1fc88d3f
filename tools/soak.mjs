#!/usr/bin/env node
import { fileURLToPath } from "node:url";
/**
 * Feeds the broker's core random packets, most of them mutated, in the name of twenty strangers, and says whether it
 * stands: nothing is thrown, a client that keeps to the rules is answered all the while, and when the strangers are gone
 * the heap is as before. `npm run soak` compiles first; `-- --packets N --seed N` says how many and which.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { asked } from "./asked.mjs";

const load = (file) => import(new URL(`../dist/${file}`, import.meta.url).href);

/** The questions that are asked of chance. */
function chanceOf(next) {
  const below = (limit) => Math.floor(next() * limit);
  return { below, chance: (probability) => next() < probability, pick: (list) => list[below(list.length)] };
}

const uint16 = (number) => [number >> 8, number & 255];

function string(text) {
  const bytes = Buffer.from(text);
  return [...uint16(bytes.length), ...bytes];
}

function packet(first, body) {
  const length = [];
  let left = body.length;
  do {
    length.push((left & 127) | (left > 127 ? 128 : 0));
    left >>= 7;
  } while (left > 0);
  return Buffer.from([first, ...length, ...body]);
}

function connect(clientId, { level = 4, flags = 2, more = [] } = {}) {
  return packet(0x10, [...string(level === 3 ? "MQIsdp" : "MQTT"), level, flags, 0, 30, ...string(clientId), ...more]);
}

const topics = ["t", "a/b", "a/b/c", "a//c", "$SYS/x", "é/ü", "/", "x".repeat(300), "a/".repeat(60)];
const filters = [...topics, "#", "a/#", "+/b", "a/+/c", "+/+/+/#", "$SYS/#", "+", "a/#/b", "b+"];

/** Every packet that a client may send, with fields that are mostly right. */
function legalPacket(random) {
  const id = uint16(1 + random.below(40));
  const payload = [...Buffer.alloc(random.below(random.chance(0.02) ? 3000 : 40), random.below(256))];
  switch (random.below(12)) {
    case 0:
      return connect(`soak${random.below(30)}`, { flags: random.pick([0, 2]), level: random.pick([3, 4]) });
    case 1:
      return connect("willing", { flags: 0x26, more: [...string(random.pick(topics)), ...string("gone")] });
    case 2:
      return packet(0x82, [...id, ...string(random.pick(filters)), random.below(3)]);
    case 3:
      return packet(0xa2, [...id, ...string(random.pick(filters))]);
    case 4:
      return packet(random.pick([0x40, 0x50, 0x62, 0x70]), id);
    case 5:
      return packet(random.pick([0xc0, 0xc0, 0xc0, 0xe0]), []);
    default: {
      const qos = random.below(3);
      const flags = (qos << 1) | (random.chance(0.2) ? 1 : 0) | (qos > 0 && random.chance(0.1) ? 8 : 0);
      return packet(0x30 | flags, [...string(random.pick(topics)), ...(qos > 0 ? id : []), ...payload]);
    }
  }
}

function mutate(bytes, random) {
  const mutated = Buffer.from(bytes);
  switch (random.below(5)) {
    case 0:
      for (let times = 0; times <= random.below(4); times++) mutated[random.below(mutated.length)] = random.below(256);
      return mutated;
    case 1:
      mutated[random.below(mutated.length)] ^= 1 << random.below(8);
      return mutated;
    case 2:
      return mutated.subarray(0, random.below(mutated.length + 1));
    case 3:
      return Buffer.concat([mutated.subarray(0, 2), Buffer.from([random.below(256)]), mutated.subarray(2)]);
    default:
      return Buffer.from(Array.from({ length: random.below(30) }, () => random.below(256)));
  }
}

const BYSTANDER = 1;

/** Throws if the broker does not stand. Resolves with the heap before and after, in bytes, and what happened. */
export async function soak({ packets, seed, strict = false }) {
  const { createBroker } = await load("broker/broker.js");
  const { createOutbox } = await load("broker/outbox.js");
  const { seededRandom } = await load("sim/seeded-random.js");
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc");
  const random = chanceOf(seededRandom(seed));
  const limits = {
    maxWaitingBytes: 20_000,
    maxRetainedBytes: 20_000,
    maxInFlight: 20,
    maxSubscriptions: 8,
    // Sessions of mutated names stay: what they may hold must be little beside the 5 % that are measured.
    maxSessions: 50,
    maxStoredBytes: 100_000,
  };
  const core = createBroker({ limits, strict, tellsMessages: true });
  let now = 0;
  const outbox = createOutbox(limits.maxWaitingBytes, () => now);
  const open = new Set();
  const kinds = {};
  let pongs = 0;
  let lastId = 0;

  const sink = (id) => ({
    waitingBytes: () => 0,
    write(bytes, done) {
      if (id === BYSTANDER) for (let at = bytes.indexOf(0xd0); at >= 0; at = bytes.indexOf(0xd0, at + 1)) pongs++;
      done();
      return true;
    },
  });

  function turn(actions) {
    for (const action of actions) {
      if (action.action === "deliver") {
        for (const to of action.to) outbox.deliver(to, action.from, action.bytes, now);
      } else if (action.action === "reply") {
        outbox.reply(action.to, action.bytes, now);
      } else if (action.action === "close") {
        open.delete(action.connection);
        outbox.close(action.connection, now);
        kinds[action.reason.kind] = (kinds[action.reason.kind] ?? 0) + 1;
      }
    }
    outbox.flush(now);
  }

  function accept() {
    lastId += 1;
    open.add(lastId);
    outbox.open(lastId, sink(lastId));
    turn(core.accept(lastId, now, `stranger:${lastId}`, "stranger"));
    return lastId;
  }

  function ping() {
    const before = pongs;
    turn(core.receive(BYSTANDER, Buffer.from([0xc0, 0]), now));
    if (pongs === before) throw new Error(`seed ${seed}: the bystander is not answered any more`);
  }

  /** Everyone but the bystander leaves, and nothing is kept for them. */
  function clear() {
    for (const id of [...open].filter((id) => id !== BYSTANDER)) {
      open.delete(id);
      outbox.close(id, now);
      turn(core.closed(id, { kind: "peer-closed", text: "gone" }, now));
    }
    for (const clientId of ["willing", ...Array.from({ length: 30 }, (_, index) => `soak${index}`)]) {
      const id = accept();
      turn(core.receive(id, Buffer.concat([connect(clientId), Buffer.from([0xe0, 0])]), now));
    }
    for (const topic of topics) turn(core.receive(BYSTANDER, packet(0x31, string(topic)), now));
    // The cache of topics is as full each time, and of the same.
    for (let count = 0; count < 20_000; count++)
      turn(core.receive(BYSTANDER, packet(0x30, string(`fill/${count}`)), now));
    collect();
    collect();
    return process.memoryUsage().heapUsed;
  }

  function feed(count) {
    let strangers = [];
    for (let fed = 0; fed < count; fed++) {
      now += random.below(20);
      strangers = strangers.filter((id) => open.has(id));
      while (strangers.length < 20) {
        const id = accept();
        if (!open.has(id)) continue;
        strangers.push(id);
        if (random.chance(0.8)) {
          turn(core.receive(id, connect(`soak${random.below(30)}`, { flags: random.pick([0, 2]) }), now));
        }
      }
      const legal = legalPacket(random);
      const bytes = random.chance(0.4) ? mutate(legal, random) : legal;
      const cut = random.chance(0.2) ? random.below(bytes.length + 1) : bytes.length;
      const id = random.pick(strangers);
      turn(core.receive(id, bytes.subarray(0, cut), now));
      if (cut < bytes.length) turn(core.receive(id, bytes.subarray(cut), now));
      if (fed % 1000 === 0) {
        ping();
        turn(core.expire(now));
      }
    }
  }

  accept();
  turn(core.receive(BYSTANDER, connect("bystander", { flags: 2 }), now));
  // Warm: code is compiled and caches are full before the heap is measured.
  feed(Math.min(packets, 200_000));
  const before = clear();
  feed(packets);
  const after = clear();
  ping();
  return { before, after, kinds };
}

const help = `npm run soak -- [--packets N] [--seed N]
  --packets N  how many (1000000)
  --seed N     which; another each time if not given`;

async function main() {
  const { values } = asked(help, {
    packets: { type: "string", default: "1000000" },
    seed: { type: "string", default: String(Date.now() % 1e9) },
  });
  const packets = Number(values.packets);
  const seed = Number(values.seed);
  console.log(`seed ${seed}, ${packets} packets`);
  const { before, after, kinds } = await soak({ packets, seed });
  const growth = (100 * (after - before)) / before;
  console.log(
    `heap ${(before / 1e6).toFixed(2)} MB before, ${(after / 1e6).toFixed(2)} MB after: ${growth.toFixed(1)} %`,
  );
  console.log(`connections that ended: ${JSON.stringify(kinds)}`);
  if (growth > 5) {
    console.error(`The heap grew by ${growth.toFixed(1)} %, at most 5 % is wanted.\n  npm run soak -- --seed ${seed}`);
    process.exitCode = 1;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
