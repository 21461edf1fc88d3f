/**
 * Plays rows of the corpus against a broker over TCP. A row is a conversation, one step a line; clients are named by a
 * letter, and a client that speaks opens its connection by that:
 *
 *   A > PACKET [& PACKET ...]   says, in one write
 *   A drip PACKET [& ...]       says, one byte a write
 *   A on [field=...]            CONNECT with these fields, answered by CONNACK 0
 *   A < PACKET                  what comes next is this
 *   A has PACKET                this comes; other packets may come before it and are kept
 *   A closed [PACKET]           the broker closes, and nothing else comes before but perhaps PACKET
 *   A ends                      the broker closes, whatever comes before
 *   A expires                   the same, but is not asked whether it means to: a question would keep it alive
 *   A quiet                     PINGREQ is answered, and nothing was waiting before PINGRESP
 *   A pings                     PINGREQ is answered, whatever came before it is kept
 *   A drop                      the client's connection ends without DISCONNECT
 *   A leaves                    DISCONNECT, and the broker closes or the client does
 *
 * Every wait ends: with what it waits for, with what excludes that, or with the deadline. That nothing comes is shown by
 * PINGRESP, since brokers answer a connection in order; no step waits for a time.
 */

import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import { encodePacket, matches, readPacket, shown } from "./packet.mjs";

/** How long a broker may take over one step. */
export const stepDeadlineMs = 5_000;
/** How long it may take to see that a keep-alive of at most two seconds has run out: brokers look now and then. */
const expiryDeadlineMs = 15_000;
/** After so long a broker that has not closed is asked whether it means to. */
const patienceMs = 400;

/** One client's connection. Packets of other rows, which a wildcard in first place lets in, are left out. */
async function dial(target, tag) {
  const socket = connect({ ...target, noDelay: true });
  await once(socket, "connect");
  const looks = new Set();
  const self = {
    socket,
    /** @type {Record<string, unknown>[]} */
    packets: [],
    closed: false,
    /** @type {Error | undefined} */
    failure: undefined,
    /** Resolves with what `look` answers once that is not undefined; rejects at the deadline, naming `what`. */
    until(look, what, deadlineMs = stepDeadlineMs) {
      return new Promise((resolve, reject) => {
        const end = (act, value) => {
          clearTimeout(timer);
          looks.delete(check);
          act(value);
        };
        const check = () => {
          try {
            if (self.failure !== undefined) throw self.failure;
            const found = look();
            if (found !== undefined) end(resolve, found);
          } catch (error) {
            end(reject, error);
          }
        };
        const state = () =>
          self.packets.length > 0 ? self.packets.map(shown).join(", ") : self.closed ? "it closed" : "nothing came";
        const timer = setTimeout(() => end(reject, new Error(`wanted ${what}, ${state()}`)), deadlineMs);
        looks.add(check);
        check();
      });
    },
  };
  const look = () => {
    for (const check of [...looks]) check();
  };
  let rest = Buffer.alloc(0);
  socket.on("data", (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    try {
      for (let read = readPacket(rest); read !== undefined; read = readPacket(rest)) {
        rest = rest.subarray(read.size);
        const { packet } = read;
        if (packet.type !== "PUBLISH" || packet.topic.includes(tag)) self.packets.push(packet);
      }
    } catch (error) {
      self.failure = error;
    }
    look();
  });
  socket.on("error", () => {}); // a reset is a way to close
  socket.on("close", () => {
    self.closed = true;
    look();
  });
  return self;
}

/**
 * Plays one row. Resolves with undefined, or with a sentence that says which step failed and what was seen.
 * @param {import("./corpus.mjs").Row} row
 * @param {{ host: string, port: number }} target
 * @param {string} tag nobody else's on that broker; 8 characters, so that identifiers stay short
 */
export async function play(row, target, tag) {
  /** @type {Map<string, Awaited<ReturnType<typeof dial>>>} */
  const clients = new Map();
  const bound = new Map();
  const context = { tag, level: row.version === "3.1" ? 3 : 4, bound, client: "" };
  const opened = new Set();
  try {
    for (const step of row.steps) {
      const [, name = "", verb = "", rest = ""] = /^(\w+) (\S+) ?(.*)$/s.exec(step) ?? [];
      try {
        const client = clients.get(name) ?? (await dial(target, tag));
        clients.set(name, client);
        opened.add(client);
        const still = await act(client, verb, rest, { ...context, client: name });
        if (!still) clients.delete(name);
      } catch (error) {
        return `${step.length > 200 ? `${step.slice(0, 200)}...` : step}: ${error.message}`;
      }
    }
    return undefined;
  } finally {
    for (const { socket } of opened) socket.destroy();
  }
}

/** Does one step; answers whether the connection is still the client's. */
async function act(client, verb, rest, context) {
  const say = (line) => client.socket.write(encodePacket(line, context));
  const next = async (line) => {
    const packet = await client.until(
      () => client.packets.shift() ?? (client.closed ? { type: "nothing: it closed" } : undefined),
      line,
    );
    if (!matches(line, packet, context)) throw new Error(`wanted ${line}, got ${shown(packet)}`);
  };
  const lines = rest.split(" & ");
  switch (verb) {
    case ">":
      client.socket.write(Buffer.concat(lines.map((line) => encodePacket(line, context))));
      return true;
    case "drip":
      for (const byte of Buffer.concat(lines.map((line) => encodePacket(line, context)))) {
        await new Promise((resolve) => client.socket.write(Buffer.of(byte), resolve));
      }
      return true;
    case "on":
      say(`CONNECT ${rest}`);
      await next("CONNACK 0");
      return true;
    case "<":
      await next(rest);
      return true;
    case "has":
      await client.until(() => {
        const at = client.packets.findIndex((packet) => matches(rest, packet, context));
        if (at >= 0) return client.packets.splice(at, 1);
        if (client.closed) throw new Error(`wanted ${rest}, it closed`);
        return undefined;
      }, rest);
      return true;
    case "closed":
      await toClose(client, say);
      if (rest !== "" && client.packets[0] && matches(rest, client.packets[0], context)) client.packets.shift();
      if (client.packets.length > 0) throw new Error(`it closed, but said ${client.packets.map(shown).join(", ")}`);
      return false;
    case "ends":
      await toClose(client, say);
      return false;
    case "expires":
      await client.until(() => client.closed || undefined, "the connection to close", expiryDeadlineMs);
      return false;
    case "quiet":
      say("PINGREQ");
      await next("PINGRESP");
      return true;
    case "pings":
      say("PINGREQ");
      await client.until(() => {
        const at = client.packets.findIndex(({ type }) => type === "PINGRESP");
        return at < 0 ? undefined : client.packets.splice(at, 1);
      }, "PINGRESP");
      return true;
    case "drop":
      client.socket.destroy();
      return false;
    case "leaves":
      client.socket.end(encodePacket("DISCONNECT", context));
      await client.until(() => client.closed || undefined, "the connection to close");
      return false;
    default:
      throw new Error(`no step is named ${verb}`);
  }
}

/** Waits until the broker closes. One that answers a PINGREQ instead has not closed and does not mean to. */
async function toClose(client, say) {
  const closed = () => client.closed || undefined;
  try {
    await client.until(closed, "the connection to close", patienceMs);
  } catch (error) {
    if (client.failure !== undefined) throw error;
    say("PINGREQ");
    await client.until(() => {
      const answered = client.packets.findIndex(({ type }) => type === "PINGRESP");
      if (answered >= 0) throw new Error(`wanted the connection to close, it answers PINGREQ`);
      return closed();
    }, "the connection to close");
  }
}

/**
 * Plays many rows, some at a time, each under a tag of its own.
 * @param {readonly import("./corpus.mjs").Row[]} rows
 * @param {{ host: string, port: number }} target
 * @returns {Promise<{ row: import("./corpus.mjs").Row, failure: string | undefined }[]>} in the rows' order
 */
export async function playAll(rows, target, atOnce = 40) {
  const run = randomBytes(2).toString("hex");
  const results = [];
  let taken = 0;
  const work = async () => {
    for (let index = taken++; index < rows.length; index = taken++) {
      const tag = `${run}${index.toString(36).padStart(4, "0")}`;
      results[index] = { row: rows[index], failure: await play(rows[index], target, tag) };
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return results;
}
