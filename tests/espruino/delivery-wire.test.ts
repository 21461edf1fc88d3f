/** The vectors again, said by the real interpreter to a socket: what V8 makes of a bundle is not what a board does. */
import { type AddressInfo, createServer, type Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { loadBoard } from "../../src/boards.js";
import { accepted, bundleOf, disconnect, packetsIn, pingReq, pingResp, spelled } from "../support/device.js";
import { hexOf, serial, vectors } from "../support/vectors.js";
import { interpreters, runOnInterpreter } from "./interpreter.js";

/** What is said on each connection to a server that answers as a broker does. */
async function listen(): Promise<{ port: number; said: string[]; stop: () => Promise<void> }> {
  const said: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const connection = said.push("") - 1;
    sockets.add(socket);
    let answered = 0;
    socket.on("error", () => {});
    socket.on("data", (bytes) => {
      said[connection] += bytes.toString("latin1");
      const packets = packetsIn(said[connection] ?? "");
      for (const packet of packets.slice(answered)) {
        answered++;
        if (packet.startsWith("\x10")) socket.write(accepted, "latin1");
        if (packet === pingReq) socket.write(pingResp, "latin1");
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    said,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

// Names longer than those that the bundle gives to its own.
const driver = `
var jobNumber=-1;
function nextJob(){
  if(++jobNumber==jobs.length)return print("\\nall");
  client.connect(jobs[jobNumber].o);
  jobs[jobNumber].p();
  client.end();
  awaitEnd();
}
function awaitEnd(){if(client.status().state=="ended")nextJob();else setTimeout(awaitEnd,2)}
nextJob();
`;

describe.each([
  { name: "the plain interpreter", binary: interpreters().plain, id: "linux" as const },
  { name: "the interpreter as a board has it", binary: interpreters().board, id: "esp32" as const },
])("on $name", ({ binary, id }) => {
  it.skipIf(!binary)("every vector is said byte for byte", async () => {
    const board = loadBoard(id);
    const server = await listen();
    // Chars travel as escapes: \x makes a byte of a string, \u a character.
    const prefix = board.strings === "bytes" ? "\\x" : "\\u00";
    const text = (value: unknown) =>
      spelled(board, value).replace(/[\x7f-\uffff]/g, (c) => {
        const hex = c.charCodeAt(0).toString(16);
        return c <= "\xff" ? `${prefix}${hex}` : `\\u${hex.padStart(4, "0")}`;
      });
    const jobs = vectors.map(({ options, put }) => {
      const given = { key: "K", device: "D", ...options, host: "127.0.0.1", port: server.port };
      const call = !put
        ? ""
        : "tag" in put
          ? `client.publishValue(${text(put.tag)},${text(put.value)})`
          : `client.publish(${text(put.topic)},${text(put.message)})`;
      return `{o:${text(given)},p:function(){${call}}}`;
    });
    const script = [
      `function getSerial(){return ${JSON.stringify(serial)}}`,
      // A vector's buffer is larger than what the SDK counts on, though the plain interpreter has room for it.
      "process.memory=function(){return{free:1e4}};",
      await bundleOf("client", id),
      `var jobs=[${jobs.join(",\n")}];`,
      driver,
    ].join("\n");
    try {
      const { lines } = await runOnInterpreter(binary ?? "", script, {
        deadlineMs: 20_000,
        until: (line) => line === "all" || line.startsWith("Uncaught"),
      });
      expect(lines.at(-1)).toBe("all");
      const said = server.said.map((bytes) => packetsIn(bytes));
      const wanted = vectors.map(({ name, put, hex }) => ({ name, hex, end: hexOf(disconnect), of: put ? 1 : 0 }));
      const seen = wanted.map(({ name, of }, n) => ({
        name,
        hex: hexOf(said[n]?.[of] ?? ""),
        end: hexOf(said[n]?.at(-1) ?? ""),
        of,
      }));
      expect(seen).toEqual(wanted);
    } finally {
      await server.stop();
    }
  });
});
