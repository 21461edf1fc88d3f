/**
 * Serial ports, by the package serialport. It is an optional dependency, for its binary does not exist everywhere: it is
 * loaded when a port is asked for, and who lacks it is told the command.
 */
import { statSync } from "node:fs";
import { Complaint } from "../complaint.js";
import { OPEN_DEADLINE_MS, type Transport, type TransportEvents, WRITE_DEADLINE_MS, within } from "./transport.js";

/** How often it is looked whether the port is still there. */
const LOOK_MS = 1000;

/** What is known of a port without opening it. */
export interface PortInfo {
  readonly path: string;
  /** Of the USB chip or the board, where the system tells. */
  readonly maker?: string;
  /** Of the USB device: stays the same when the path does not. */
  readonly serialNumber?: string;
}

type SerialPackage = typeof import("serialport");

async function loadSerialPort(): Promise<SerialPackage | undefined> {
  try {
    return await import("serialport");
  } catch {
    return undefined;
  }
}

/** Whether this machine can use serial ports. */
export async function hasSerial(): Promise<boolean> {
  return (await loadSerialPort()) !== undefined;
}

/** The ports that may be a board: those behind USB. None where the system can't list them. */
export async function listSerial(): Promise<PortInfo[]> {
  const found = await loadSerialPort();
  // It rejects where there is no udev, in a container for one.
  const ports = (await found?.SerialPort.list().catch(() => [])) ?? [];
  return ports
    .filter(({ path, vendorId }) => vendorId !== undefined || /usb|acm/i.test(path))
    .map(({ path, manufacturer, serialNumber }) => ({
      path,
      ...(manufacturer && { maker: manufacturer }),
      ...(serialNumber && { serialNumber }),
    }));
}

/** Opens a serial port, for this program alone. Rejects with a Complaint that says who has it, or what right is missing. */
export async function openSerial(path: string, baud: number, events: TransportEvents): Promise<Transport> {
  const found = await loadSerialPort();
  if (found === undefined) {
    throw new Complaint(
      "serial-missing",
      `${path} is a serial port, and the package serialport, which opens one, is not installed.`,
      "npm install serialport   (tcp:// and sim work without)",
    );
  }
  // The board stops us by XOFF when its buffer fills up, and the system obeys it (`xon`).
  const port = new found.SerialPort({ path, baudRate: baud, autoOpen: false, lock: true, xon: true, hupcl: false });
  const opened = new Promise<void>((resolve, reject) => port.open((error) => (error ? reject(error) : resolve())));
  await within(opened, OPEN_DEADLINE_MS, () => new Error(`no answer in ${OPEN_DEADLINE_MS / 1000} s`)).catch(
    (error: Error) => {
      throw refusal(path, error.message);
    },
  );
  let isOpen = true;
  const gone = () => {
    if (!isOpen) return;
    isOpen = false;
    clearInterval(looking);
    if (port.isOpen) port.close();
    events.closed("the port has gone");
  };
  // Of a port that is unplugged the package reads nothing for ever, in some cases, and says nothing of it.
  const device = deviceAt(path);
  const looking = setInterval(() => deviceAt(path) === device || gone(), LOOK_MS);
  port.on("data", (bytes: Buffer) => events.heard(bytes.toString("latin1")));
  port.on("error", () => {});
  port.on("close", gone);
  return {
    name: path,
    baud,
    write: (bytes) =>
      within(
        new Promise<void>((taken, failed) => {
          port.write(bytes, "latin1");
          port.drain((error) => (error ? failed(error) : taken()));
        }),
        WRITE_DEADLINE_MS,
        () => new Error(`${path} took no byte for ${WRITE_DEADLINE_MS / 1000} s`),
      ),
    close: () =>
      new Promise((resolve) => {
        if (!isOpen) return resolve();
        isOpen = false;
        clearInterval(looking);
        port.close(() => resolve());
      }),
  };
}

/** Which device a path names; the same for all of those that are no files, on Windows. */
function deviceAt(path: string): string {
  try {
    const { dev, ino, rdev } = statSync(path);
    return `${dev} ${ino} ${rdev}`;
  } catch {
    return "none";
  }
}

/** What the system says, in words: each has them different. */
function refusal(path: string, message: string): Complaint {
  if (/lock|busy|EBUSY|Access denied/i.test(message)) {
    return new Complaint(
      "port-busy",
      `Another program has ${path} (${message}).`,
      "Close it: a monitor, an IDE; then run the same command again.",
    );
  }
  if (/permission|EACCES|EPERM/i.test(message)) {
    return new Complaint(
      "port-forbidden",
      `This user may not open ${path} (${message}).`,
      process.platform === "linux"
        ? "sudo usermod -a -G dialout $USER   then log in again"
        : "Let this user read and write the port.",
    );
  }
  return new Complaint(
    "port-unreachable",
    `${path} can't be opened: ${message}.`,
    "tagwire flash --list shows the ports there are.",
  );
}
