/** Whether the broker of a sketch is there: a connection, the sketch's own CONNECT under another name, and the answer. */
import { connect } from "node:net";
import type { Board } from "../../boards.js";
import { changeStrings } from "../../broker/record/strings.js";
import { isLoopback } from "../endpoint-options.js";
import { type Finding, ok, problem } from "./finding.js";

/** How long the connection and the answer may take, each. */
const ANSWER_MS = 5000;

/** Another name than the device's: a broker closes the older of two connections of one name. */
const CLIENT_ID = "tagwire-doctor";

/** DISCONNECT (MQTT 3.1, section 3.14). */
const DISCONNECT = "\xe0\0";

/** CONNACK's return codes (MQTT 3.1, section 3.2). */
const refusals: Readonly<Record<number, string>> = {
  1: "it does not speak MQTT 3.1 (1)",
  2: "it does not take the client identifier (2)",
  3: "it is not available (3)",
  4: "user name or password are wrong (4)",
  5: "this client is not authorized (5)",
};

/** Where a sketch connects to, and what it sends first. */
export interface Target {
  readonly host: string;
  readonly port: number;
  /** The setting that the host is from, which is told in its place. */
  readonly setting?: string | undefined;
  /** Its CONNECT, one char per byte. */
  readonly connect: string;
}

/** Looks for the broker from this machine; a board in another network may see another world. */
export async function checkBroker(target: Target, board: Board, answerMs = ANSWER_MS): Promise<Finding> {
  const { host, port, setting } = target;
  const named = setting === undefined ? `The host ${host}` : `The host of the setting ${setting}`;
  const where = `${named}, port ${port},`;
  if (board.chip !== "Linux" && isLoopback(host)) {
    return problem(
      "broker",
      `${named} is the board itself; wanted is the broker's address as the board reaches it.`,
      "Put this machine's address in its network in place of it, and start the broker with: tagwire broker --host 0.0.0.0",
    );
  }
  const answer = await answerOf(target, answerMs);
  const remedy = `Is the broker on, and the address right? tagwire broker --host 0.0.0.0 --port ${port} starts one here`;
  if (typeof answer === "string") return problem("broker", `${where} ${answer}.`, remedy);
  if (answer === 0) return ok("broker", `${where} answers as an MQTT broker, and takes the sketch's CONNECT.`);
  return problem(
    "broker",
    `${where} refuses the sketch: ${refusals[answer] ?? `return code ${answer}`}.`,
    "Mend username and password in the options of connect, or the broker's access list.",
  );
}

/** CONNACK's return code, or in words what came instead. */
function answerOf({ host, port, connect: bytes }: Target, answerMs: number): Promise<number | string> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    let heard = "";
    let isUp = false;
    const settle = (answer: number | string) => {
      clearTimeout(timer);
      if (answer === 0) socket.write(DISCONNECT, "latin1");
      socket.destroySoon();
      resolve(answer);
    };
    const seconds = `${answerMs / 1000} s`;
    const late = () => settle(isUp ? `says nothing to CONNECT in ${seconds}` : `does not answer in ${seconds}`);
    let timer = setTimeout(late, answerMs);
    socket.setEncoding("latin1");
    socket.on("connect", () => {
      isUp = true;
      clearTimeout(timer);
      timer = setTimeout(late, answerMs);
      socket.write(Buffer.from(withClientId(bytes, CLIENT_ID), "latin1"));
    });
    socket.on("data", (news) => {
      heard += news;
      if (heard.length < 4 && "\x20\x02".startsWith(heard.slice(0, 2))) return;
      if (heard.startsWith("\x20\x02") && heard.length >= 4) settle(heard.charCodeAt(3));
      else settle("is no MQTT broker: it answers CONNECT with something else than CONNACK");
    });
    socket.on("error", (error: NodeJS.ErrnoException) => settle(`can't be reached: ${reasonOf(error)}`));
    socket.on("close", () => settle("closes the connection without an answer to CONNECT"));
  });
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case "ECONNREFUSED":
      return "nothing listens there (ECONNREFUSED)";
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `no such name is known (${code})`;
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return `there is no way to it (${code})`;
    default:
      return message;
  }
}

/** A CONNECT with another client identifier, one char per byte; as it is where it is no whole one. */
export function withClientId(packet: string, clientId: string): string {
  const bytes = Buffer.from(packet, "latin1");
  const id = Buffer.from(clientId, "utf8");
  const changed = changeStrings(bytes, (text, role) => (role === "client" ? id : text));
  return Buffer.from(changed ?? bytes).toString("latin1");
}
