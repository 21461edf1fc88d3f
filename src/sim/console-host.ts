/**
 * A virtual board that one can connect to: its console on a TCP port of this machine, in real time. One client at a
 * time; a new one takes the place of the old, as on the firmware's telnet console.
 *
 *   socket --bytes--> [serial line] --> terminal --> board        the line is there only where `serial` asks for it
 */
import net from "node:net";
import type { Board } from "../boards.js";
import { boot, type VirtualBoard } from "./board.js";
import { type Debugger, startDebugger } from "./debugger.js";
import { createFlash } from "./flash.js";
import { hostSurroundings } from "./host.js";
import { hostFlash } from "./host-flash.js";
import type { Network } from "./network.js";
import { seededRandom } from "./seeded-random.js";
import { type SerialLineOptions, serialLine } from "./serial-line.js";
import { type Storage, storageIn } from "./storage.js";
import { terminal } from "./terminal.js";

/** What goes wrong, each once and at a place that is the same in every run. Bytes are counted over all connections. */
export interface ConsoleFaults {
  /** The cable is pulled after so many bytes from the host: the connection is closed, what is on the way is lost. */
  readonly cutAtByte?: number;
  /** The board loses its power for a moment after so many bytes from the host. */
  readonly resetAtByte?: number;
  /** Of so many bytes each way, one (in the mean) is lost or has a bit turned; drawn from the seed. */
  readonly noise?: { readonly oneOf: number; readonly seed: number };
  /** Storage has no more than so many bytes. */
  readonly storageBytes?: number;
  /** Storage is found corrupt at the first boot: the firmware says so and erases it. */
  readonly storageCorrupt?: boolean;
  /** Of what is written into Storage, the write of that number (1 is the first) keeps its first byte wrong. */
  readonly wrongWrite?: number;
}

export interface VirtualBoardOptions {
  readonly board: Board;
  /** The port of 127.0.0.1 to listen on; a free one if not given. */
  readonly port?: number;
  /** Storage before the first boot, one char per byte: `{ ".bootcde": "..." }` is a board with a sketch. */
  readonly files?: Readonly<Record<string, string>>;
  /**
   * A file of this machine that keeps the flash, byte for byte, as the interpreter for Linux has its `espruino.flash`;
   * it is made if there is none, and wins over `files`.
   */
  readonly storageFile?: string;
  /** Makes the console a serial port with such a line; without it, it is as fast and sure as telnet. */
  readonly serial?: Partial<SerialLineOptions>;
  readonly faults?: ConsoleFaults;
  /** Where a connection of the sketch goes in place of where it is meant to; as meant if not given. */
  readonly reach?: Reach;
  /**
   * Code that runs longer counts as never returning (2,000 ms): meanwhile this thread stands still. A connection that
   * blocks (ESP32) is given up after half of it.
   */
  readonly longestRunMs?: number;
}

/** Answers where a connection goes. */
export type Reach = (host: string, port: number) => { readonly host: string; readonly port: number };

export interface RunningBoard {
  /** `tcp://127.0.0.1:PORT`. */
  readonly url: string;
  readonly port: number;
  /** The board itself: pins, sensors, counters, the reset button. */
  readonly board: VirtualBoard;
  /** Pulls the cable: closes the connection there is. */
  cut(): void;
  counters(): Counters;
  /** Pulls the plug; settles when no socket, thread or timer is left. */
  close(): Promise<void>;
}

export interface Counters {
  readonly bytesFromHost: number;
  readonly bytesToHost: number;
  /** Bytes that the board had no room for, or that a fault took. */
  readonly bytesLost: number;
  /** Bytes printed while nobody was connected, or beyond what one pass may print. */
  readonly bytesUnseen: number;
}

/** Bytes that may wait for the socket before the board stands still. */
const socketBytes = 65_536;
/** Bytes that one pass may print; a sketch that prints without end is cut short by time, not by memory. */
const printBytes = 4_194_304;
/** Bytes typed that may wait for the board before the socket is read no further. */
const typedBytes = 1024;

/** Starts a board and its console. Rejects if the port can't be had. */
export async function startVirtualBoard(options: VirtualBoardOptions): Promise<RunningBoard> {
  const { board, faults = {}, longestRunMs = 2_000 } = options;
  const counters = { bytesFromHost: 0, bytesToHost: 0, bytesWorn: 0, bytesUnseen: 0 };
  const random = seededRandom(faults.noise?.seed ?? 0);
  let client: net.Socket | undefined;
  /** Bytes of the host that are neither on the line nor with the board. */
  let unread = "";
  let counted = 0;
  let virtual: VirtualBoard | undefined;
  /** Who takes what is typed, while that is the firmware's debugger. */
  let debugging: Debugger | undefined;

  // A connection that blocks counts as code that runs, so it has to fail sooner than that.
  const base = hostSurroundings(() => {}, longestRunMs / 2);
  const line =
    options.serial &&
    serialLine({ ...lineOf(board), ...options.serial }, base.clock, worn, arrive, toClient, () => virtual?.typed());
  const console = terminal({
    name: line ? board.console.port : "Telnet",
    identity: `2v29 ${board.firmwareName}`,
    clock: base.clock,
    write,
    ready: () => (line ? line.ready() : !client || client.writableLength < socketBytes),
  });

  function print(text: string): void {
    console.print(board.strings === "unicode" ? utf8(text) : text);
  }

  function write(bytes: string): void {
    if (line) line.print(bytes);
    else toClient(worn(bytes));
  }

  function worn(byte: string): string {
    const { noise } = faults;
    if (!noise) return byte;
    let out = "";
    for (const one of byte) {
      if (random() * noise.oneOf >= 1) out += one;
      else if (random() < 0.5) counters.bytesWorn++;
      else out += String.fromCharCode(one.charCodeAt(0) ^ (1 << Math.floor(random() * 8)));
    }
    return out;
  }

  function toClient(bytes: string): void {
    if (!client || client.destroyed || client.writableLength > printBytes) {
      counters.bytesUnseen += bytes.length;
      return;
    }
    counters.bytesToHost += bytes.length;
    client.write(bytes, "latin1");
  }

  function arrive(bytes: string): void {
    if (debugging) {
      debug(debugging, bytes);
      return;
    }
    // The firmware sees a Ctrl-C as it comes, before it gets to what was typed earlier.
    const at = bytes.indexOf("\x03");
    // A silent line is somebody's upload, which no debugger shall take over.
    if (at >= 0 && virtual?.hangs() && board.hasDebugger && !console.isSilent()) {
      line?.abandon();
      debugging = startDebugger(write, (isGivenUp) => {
        debugging = undefined;
        if (isGivenUp) virtual?.interrupt();
      });
      line?.taken(at + 1);
      debug(debugging, bytes.slice(at + 1));
      return;
    }
    console.type(bytes);
    if (at >= 0) {
      if (virtual?.hangs()) line?.abandon();
      console.interrupt();
      virtual?.interrupt();
    }
    virtual?.typed();
  }

  function debug(by: Debugger, bytes: string): void {
    const rest = by.type(bytes);
    line?.taken(bytes.length - rest.length);
    if (rest !== "") arrive(rest);
  }

  /** Hands on what the host sent, as far as there is room; the socket waits with the rest. */
  function pump(): void {
    const room = line ? typedBytes - line.onTheWay() : typedBytes - console.waiting();
    const bytes = unread.slice(0, Math.max(0, room));
    unread = unread.slice(bytes.length);
    if (bytes !== "") {
      if (line) line.send(bytes);
      else arrive(worn(bytes));
    }
    if (unread === "") client?.resume();
  }

  function fromHost(bytes: string): void {
    const before = counted;
    counted += bytes.length;
    counters.bytesFromHost += bytes.length;
    const { cutAtByte, resetAtByte } = faults;
    const passes = (at: number | undefined) => at !== undefined && before < at && counted >= at;
    if (passes(resetAtByte)) {
      unread += bytes.slice(0, (resetAtByte ?? 0) - before);
      pump();
      powerCycle();
      return;
    }
    if (passes(cutAtByte)) {
      unread += bytes.slice(0, (cutAtByte ?? 0) - before);
      pump();
      cut();
      return;
    }
    unread += bytes;
    if (unread.length > typedBytes) client?.pause();
    pump();
  }

  function powerCycle(): void {
    unread = "";
    line?.clear();
    virtual?.reset();
  }

  function cut(): void {
    client?.destroy();
  }

  const { storage, close: closeStorage } = storageOf(options, print);
  virtual = boot(undefined, board, {
    ...base,
    network: options.reach ? reaching(base.network, options.reach) : base.network,
    storage,
    longestRunMs,
    keyboard: {
      ...console,
      restarts(powerFailed) {
        debugging = undefined;
        console.restarts(powerFailed);
      },
      work(typed) {
        const before = console.waiting();
        const worked = console.work(typed);
        line?.taken(before - console.waiting());
        pump();
        return worked;
      },
    },
    onConsole: print,
  });

  const server = net.createServer((socket) => {
    client?.destroy();
    client = socket;
    unread = "";
    socket.setNoDelay(true);
    socket.setEncoding("latin1");
    socket.on("data", (bytes: string) => {
      if (socket === client) fromHost(bytes);
    });
    socket.on("drain", () => virtual?.typed());
    socket.on("error", () => {});
    socket.on("close", () => {
      if (socket !== client) return;
      client = undefined;
      // The board may have waited for room in it.
      virtual?.typed();
    });
    // A serial port does not know who listens; telnet shows its prompt.
    if (line) return;
    console.attach();
    virtual?.typed();
  });
  await new Promise<void>((listening, failed) => {
    server.once("error", failed);
    server.listen(options.port ?? 0, "127.0.0.1", listening);
  });
  const { port } = server.address() as net.AddressInfo;
  const running = virtual;
  return {
    url: `tcp://127.0.0.1:${port}`,
    port,
    board: running,
    cut,
    counters() {
      const { bytesWorn, bytesUnseen, ...others } = counters;
      return {
        ...others,
        bytesLost: bytesWorn + (line?.lost() ?? 0),
        bytesUnseen: bytesUnseen + (line?.unprinted() ?? 0),
      };
    },
    async close() {
      line?.clear();
      console.restarts(true);
      client?.destroy();
      await new Promise((closed) => server.close(closed));
      await running.stop();
      closeStorage();
    },
  };
}

function reaching(network: Network, reach: Reach): Network {
  return {
    setOnline: network.setOnline,
    open(host, port, events, secure) {
      const to = reach(host, port);
      return network.open(to.host, to.port, events, secure);
    },
    openBlocking(host, port, events, secure) {
      const to = reach(host, port);
      return network.openBlocking(to.host, to.port, events, secure);
    },
    stop: () => network.stop(),
  };
}

/** The buffers that the firmware has on that board (scripts/build_platform_config.py of Espruino, by the chip's RAM). */
function lineOf({ chip, console: { baud = 115_200 } }: Board): SerialLineOptions {
  const [inputBytes, transmitBytes] =
    chip === "ESP8266" ? [512, 128] : chip.startsWith("ESP32") ? [4096, 256] : [1024, 256];
  return { baud, inputBytes, transmitBytes, flowControl: true };
}

/** Storage as the options want it; `close` gives the file of this machine back. */
function storageOf(
  { board, files = {}, storageFile, faults = {} }: VirtualBoardOptions,
  tell: (line: string) => void,
): { readonly storage: Storage; close(): void } {
  const size = { ...board.storage, bytes: faults.storageBytes ?? board.storage.bytes };
  const kept = storageFile === undefined ? undefined : hostFlash(size, storageFile);
  const storage = storageIn(kept?.flash ?? createFlash(size), tell);
  if (!kept?.isOld) for (const [name, bytes] of Object.entries(files)) storage.write(name, bytes);
  if (faults.storageCorrupt) {
    storage.eraseAll();
    storage.flash.write(0, "corrupt");
  }
  let writes = 0;
  const faulty: Storage = {
    ...storage,
    write: (name, bytes, ...rest) =>
      storage.write(name, ++writes === faults.wrongWrite ? wrongly(bytes) : bytes, ...rest),
  };
  return { storage: faulty, close: () => kept?.close() };
}

/** A bit of the first byte that is written at all is turned; flash that is not written keeps what it has. */
function wrongly(bytes: string): string {
  const at = bytes.search(/[^\xff]/);
  if (at < 0) return bytes;
  return bytes.slice(0, at) + String.fromCharCode(bytes.charCodeAt(at) ^ 1) + bytes.slice(at + 1);
}

function utf8(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}
