/** `tcp://HOST:PORT`: the telnet console of a board, a bridge to a serial port, or a virtual board. */
import { connect } from "node:net";
import { Complaint } from "../complaint.js";
import { OPEN_DEADLINE_MS, type Transport, type TransportEvents, WRITE_DEADLINE_MS, within } from "./transport.js";

/** The port that a board's telnet console listens on. */
const TELNET_PORT = 23;
/** So long after the last byte the system begins to ask whether the other end is still there. */
const SILENT_MS = 30_000;

/** Opens a console over TCP. Rejects with a Complaint where nothing listens. */
export function openTcp(name: string, events: TransportEvents): Promise<Transport> {
  const { host, port } = addressOf(name);
  const socket = connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: SILENT_MS });
  const opened = new Promise<Transport>((resolve, reject) => {
    let reason = "the board, or another program that took the console over, closed the connection";
    let isOpen = false;
    socket.setEncoding("latin1");
    socket.on("data", (bytes) => events.heard(String(bytes)));
    socket.on("error", (error) => {
      reason = error.message;
      if (!isOpen) reject(unreachable(name, reason));
    });
    socket.once("connect", () => {
      isOpen = true;
      socket.once("close", () => isOpen && events.closed(reason));
      resolve({
        name,
        write: (bytes) =>
          within(
            new Promise<void>((taken, failed) =>
              socket.write(bytes, "latin1", (error) => (error ? failed(error) : taken())),
            ),
            WRITE_DEADLINE_MS,
            () => new Error(`${name} took no byte for ${WRITE_DEADLINE_MS / 1000} s`),
          ),
        close: async () => {
          isOpen = false;
          socket.destroy();
        },
      });
    });
  });
  return within(opened, OPEN_DEADLINE_MS, () => unreachable(name, `no answer in ${OPEN_DEADLINE_MS / 1000} s`)).catch(
    (error: unknown) => {
      socket.destroy();
      throw error;
    },
  );
}

function addressOf(name: string): { host: string; port: number } {
  const parsed = URL.canParse(name) ? new URL(name) : undefined;
  const port = parsed?.port ? Number(parsed.port) : TELNET_PORT;
  if (parsed?.protocol !== "tcp:" || !parsed.hostname || port === 0 || !/^\/?$/.test(parsed.pathname)) {
    throw new Complaint(
      "bad-option",
      `--port is ${JSON.stringify(name)}; wanted is tcp://HOST:PORT, with a port from 1 to 65535.`,
      "Name it as in: --port tcp://192.168.1.20:23",
    );
  }
  return { host: parsed.hostname.replace(/^\[|\]$/g, ""), port };
}

function unreachable(name: string, reason: string): Complaint {
  return new Complaint(
    "port-unreachable",
    `${name} can't be reached: ${reason}.`,
    "Is the board on, in this network, and its telnet console too?",
  );
}
