/** A port as a person names it: a serial port, `tcp://HOST:PORT`, or `sim`; and the ports that there are. */
import type { Board } from "../boards.js";
import { Complaint } from "../complaint.js";
import { listSerial, openSerial, type PortInfo } from "./serial.js";
import { openTcp } from "./tcp.js";
import type { Transport, TransportEvents } from "./transport.js";

/** What most boards' consoles have, an ESP32's among them. */
const USUAL_BAUD = 115_200;

/** Opens a port for one conversation after another, as `openConsole` wants it. */
export type Opener = (events: TransportEvents) => Promise<Transport>;

/** The way to open a port that is not `sim`. */
export function opener(port: string, board: Board | undefined): Opener {
  if (port.includes("://")) return (events) => openTcp(port, events);
  return (events) => openSerial(port, board?.console.baud ?? USUAL_BAUD, events);
}

/** The port that is meant where none is named: the only one. Throws a Complaint with the list otherwise. */
export async function onlyPort(verb: string, list: () => Promise<PortInfo[]> = listSerial): Promise<string> {
  const ports = await list();
  const [only] = ports;
  if (only !== undefined && ports.length === 1) return only.path;
  throw new Complaint(
    "no-port",
    ports.length === 0
      ? "No port is named, and no board is found on a serial port."
      : `No port is named, and ${ports.length} are there: ${ports.map(({ path }) => path).join(", ")}.`,
    ports.length === 0
      ? `Plug a board in, or name one: tagwire ${verb} --port tcp://HOST:PORT, or --port sim for the virtual board`
      : `Name one of them: tagwire ${verb} --port ${only?.path}`,
  );
}

/** A line for each port, for people. */
export function portLines(ports: readonly PortInfo[]): string[] {
  const serial = ports.map(({ path, maker, serialNumber }) => {
    const about = [maker, serialNumber && `serial number ${serialNumber}`].filter(Boolean).join(", ");
    return about ? `${path}  ${about}` : path;
  });
  return [...serial, "sim  the virtual board, in real time", "tcp://HOST:PORT  a board's console over the network"];
}
