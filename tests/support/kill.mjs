/**
 * What a reply is worth: a publisher sends a batch, and the broker is killed (`kill -9`) in the turn in which the
 * publisher reads that all of it is confirmed: by the PINGRESP asked for behind messages of QoS 0, or by the PUBACK of
 * the last of QoS 1. A subscriber reads all the time. What was confirmed must reach it.
 */

import { once } from "node:events";
import { connect } from "node:net";
import { encodePacket } from "../conformance/packet.mjs";
import { open } from "./plain-client.mjs";
import { startProcess } from "./processes.mjs";

/**
 * @param {import("./processes.mjs").BrokerName} name
 * @param {0 | 1} qos
 * @param {number} count messages, at most 65,535
 * @returns {Promise<number>} how many confirmed messages the subscriber never got
 */
export async function lostByKill(name, qos, count) {
  const broker = await startProcess(name);
  try {
    const reader = await open(broker, "kill");
    reader.say("CONNECT id=reader");
    await reader.take("CONNACK");
    reader.say("SUBSCRIBE 1 t 0");
    await reader.take("SUBACK", 1);

    const context = { tag: "", level: 4, client: "", bound: new Map() };
    const packets = Array.from({ length: count }, (_, index) =>
      encodePacket(qos === 0 ? `PUBLISH t m${index}` : `PUBLISH t m${index} qos=1 id=${index + 1}`, context),
    );
    if (qos === 0) packets.push(encodePacket("PINGREQ", context));
    const socket = connect({ host: broker.host, port: broker.port, noDelay: true });
    await once(socket, "connect");
    socket.on("error", () => {});
    socket.write(encodePacket("CONNECT id=writer", context));
    await once(socket, "data");
    const wanted = qos === 0 ? 2 : 4 * count;
    let read = 0;
    const killed = new Promise((resolve, reject) => {
      socket.on("close", () => reject(new Error(`${name} closed after ${read} of ${wanted} bytes`)));
      socket.on("data", (chunk) => {
        read += chunk.length;
        if (read >= wanted) resolve(broker.kill());
      });
    });
    socket.write(Buffer.concat(packets));
    await killed;
    await reader.closed();
    const got = new Set(reader.delivered.map(({ message }) => message));
    return count - got.size;
  } finally {
    await broker.kill();
  }
}
