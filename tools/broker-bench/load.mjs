/**
 * The load: raw sockets to a broker that runs already, packets encoded beforehand, so that what is measured is the
 * broker. Each scenario counts only what the broker has answered or delivered, and resolves with how many that were and
 * the CPU time of the broker's process meanwhile, in seconds, all threads together.
 *
 * `node load.mjs PORT PROCESS_ID SECONDS SCENARIO...` prints one line of JSON. Linux only: the times come from /proc.
 */
import { readdirSync, readFileSync } from "node:fs";
import { connect as connectSocket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const [port, pid, seconds] = process.argv.slice(2, 5).map(Number);
const names = process.argv.slice(5);

const TOPIC = "key/K/device/D/tag/temp";
const PINGREQ = Buffer.from([0xc0, 0]);
const DISCONNECT = Buffer.from([0xe0, 0]);
/** Connections of the idle scenario. */
const IDLE = 5000;
const SUBSCRIBERS = 100;
const CONNECTIONS = 100;

function string(text) {
  return Buffer.concat([Buffer.from([text.length >> 8, text.length & 255]), Buffer.from(text)]);
}

/** All packets of the load are shorter than 128 bytes: one byte of Remaining Length. */
function packet(first, ...parts) {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([first, body.length]), body]);
}

function publish(topic, packetId) {
  const id = packetId === undefined ? [] : [packetId >> 8, packetId & 255];
  return packet(packetId === undefined ? 0x30 : 0x32, string(topic), Buffer.from(id), Buffer.from('{"value":"23.5"}'));
}

function cpuSeconds() {
  let ns = 0;
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    ns += Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, "utf8").split(" ")[0]);
  }
  return ns / 1e9;
}

function residentKb() {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]);
}

let lastClient = 0;

/** Resolves with the socket once so many bytes came in, answers to what was said. */
async function said(socket, bytes, answerBytes) {
  let received = 0;
  await new Promise((resolve, reject) => {
    const count = (chunk) => {
      received += chunk.length;
      if (received < answerBytes) return;
      socket.off("data", count);
      socket.off("close", gone);
      resolve();
    };
    const gone = () => reject(new Error("the broker closed a connection"));
    socket.on("data", count);
    socket.on("close", gone);
    socket.write(bytes);
  });
  return socket;
}

function dial() {
  const socket = connectSocket({ port, host: "127.0.0.1", noDelay: true });
  socket.on("error", () => {});
  lastClient += 1;
  const connect = packet(
    0x10,
    string("MQIsdp"),
    Buffer.from([3, 2, 0, 0]),
    string(`load-${process.pid}-${lastClient}`),
  );
  return said(socket, connect, 4);
}

async function dialMany(count) {
  const sockets = [];
  while (sockets.length < count) {
    const batch = Array.from({ length: Math.min(50, count - sockets.length) }, dial);
    sockets.push(...(await Promise.all(batch)));
  }
  return sockets;
}

function subscribe(socket) {
  return said(socket, packet(0x82, Buffer.from([0, 1]), string(TOPIC), Buffer.from([0])), 5);
}

async function leave(sockets) {
  for (const socket of sockets) socket.end(DISCONNECT);
  await sleep(100);
}

/** Lets `work` go on for the time of a scenario; it resolves with what it got done. */
async function measured(work) {
  const state = { isOver: false };
  const before = cpuSeconds();
  const timer = setTimeout(() => {
    state.isOver = true;
  }, seconds * 1000);
  const count = await work(state);
  clearTimeout(timer);
  return { count, cpuSeconds: cpuSeconds() - before };
}

/**
 * Sends chunks and keeps `ahead` of them unanswered, so that no backlog can grow in the kernel's buffers.
 * @param chunks the next chunk, how many messages it has, and how many bytes answer it
 */
function pump(socket, { chunk, messages, answerBytes, ahead }, state) {
  return new Promise((resolve, reject) => {
    let sent = 0;
    let answered = 0;
    let bytes = 0;
    const fill = () => {
      while (!state.isOver && sent - answered < ahead) socket.write(chunk(sent++));
      if (state.isOver && answered === sent) resolve(answered * messages);
    };
    socket.on("close", () => reject(new Error("the broker closed a connection")));
    socket.on("data", (data) => {
      bytes += data.length;
      answered = Math.floor(bytes / answerBytes);
      fill();
    });
    fill();
  });
}

async function ingest(connections, chunkBytes) {
  const sockets = await dialMany(connections);
  const found = await measured(async (state) => {
    const counts = sockets.map((socket, index) => {
      const message = publish(connections === 1 ? TOPIC : `key/K/device/D${index}/tag/temp`);
      const messages = Math.floor(chunkBytes / message.length);
      const whole = Buffer.concat([...Array(messages).fill(message), PINGREQ]);
      return pump(socket, { chunk: () => whole, messages, answerBytes: 2, ahead: 3 }, state);
    });
    return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  });
  await leave(sockets);
  return found;
}

async function qos1() {
  const messages = 100;
  const chunks = Array.from({ length: 600 }, (_, chunk) =>
    Buffer.concat(Array.from({ length: messages }, (_, index) => publish(TOPIC, 1 + chunk * messages + index))),
  );
  const socket = await dial();
  const load = { chunk: (count) => chunks[count % chunks.length], messages, answerBytes: 4 * messages, ahead: 10 };
  const found = await measured((state) => pump(socket, load, state));
  await leave([socket]);
  return found;
}

/** One publisher, batches of 20 messages; a batch is answered when each subscriber has it. */
async function fanOut() {
  const publisher = await dial();
  const readers = await dialMany(SUBSCRIBERS);
  for (const reader of readers) await subscribe(reader);
  const batch = Buffer.concat(Array(20).fill(publish(TOPIC)));
  const received = readers.map(() => 0);
  const found = await measured(
    (state) =>
      new Promise((resolve) => {
        let sent = 0;
        const look = () => {
          const done = Math.floor(Math.min(...received) / batch.length);
          while (!state.isOver && sent - done < 5) {
            publisher.write(batch);
            sent += 1;
          }
          if (state.isOver && done === sent) resolve(done * 20 * SUBSCRIBERS);
        };
        for (const [index, reader] of readers.entries()) {
          reader.on("data", (data) => {
            const batches = Math.floor(received[index] / batch.length);
            received[index] += data.length;
            if (Math.floor(received[index] / batch.length) > batches) look();
          });
        }
        look();
      }),
  );
  await leave([publisher, ...readers]);
  return found;
}

/** One message on its way at a time. */
async function oneToOne() {
  const [publisher, reader] = await dialMany(2);
  await subscribe(reader);
  const message = publish(TOPIC);
  const found = await measured(async (state) => {
    let count = 0;
    let arrived;
    let bytes = 0;
    reader.on("data", (data) => {
      bytes += data.length;
      if (bytes < message.length) return;
      bytes -= message.length;
      arrived();
    });
    for (; !state.isOver; count++) {
      await new Promise((resolve) => {
        arrived = resolve;
        publisher.write(message);
      });
    }
    return count;
  });
  await leave([publisher, reader]);
  return found;
}

async function connects() {
  const found = await measured(async (state) => {
    let count = 0;
    const one = async () => {
      while (!state.isOver) {
        (await dial()).end(DISCONNECT);
        count += 1;
      }
    };
    await Promise.all(Array.from({ length: 50 }, one));
    return count;
  });
  await sleep(300);
  return found;
}

async function idle() {
  await sleep(500);
  const before = residentKb();
  const sockets = await dialMany(IDLE);
  await sleep(2000);
  const kb = (residentKb() - before) / IDLE;
  for (const socket of sockets) socket.destroy();
  await sleep(500);
  return kb;
}

const perMillion = ({ count, cpuSeconds }) => (cpuSeconds / count) * 1e6;

// Idle comes first, on a fresh process.
const scenarios = {
  idleKb: idle,
  connectUs: async () => perMillion(await connects()),
  ingest1: async () => perMillion(await ingest(1, 65_536)),
  ingest100: async () => perMillion(await ingest(CONNECTIONS, 8192)),
  qos1: async () => perMillion(await qos1()),
  fanOut: async () => perMillion(await fanOut()),
  oneToOneUs: async () => perMillion(await oneToOne()),
};

const found = {};
for (const [name, scenario] of Object.entries(scenarios)) if (names.includes(name)) found[name] = await scenario();
console.log(JSON.stringify(found));
process.exit(0);
