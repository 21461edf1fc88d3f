/**
 * What goes wrong between `tagwire flash` and a board. Each is told in one sentence with what mends it, no trace, and the
 * board is as it was.
 */
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { endingOf } from "../../src/cli/complain.js";
import type { RunningBoard } from "../../src/sim/console-host.js";
import { flash } from "../../src/upload/flash.js";
import { own } from "../../src/upload/lease.js";
import { type Opener, opener } from "../../src/upload/ports.js";
import { hasSerial, openSerial } from "../../src/upload/serial.js";
import { withFiles } from "../build/sketch.js";
import { boardWith, named, sketchAfterReset } from "../support/flashing.js";
import { pseudoTerminal, socatMissing } from "../support/pseudo-terminal.js";
import { type Outcome, tagwire } from "./run.js";
import { startTagwire } from "./started.js";

const serialMissing = !(await hasSerial());

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A board on which the sketch `old` runs. */
async function oldBoard(options: Parameters<typeof boardWith>[1] = {}): Promise<RunningBoard> {
  const running = await boardWith(named("old"), options);
  closing.push(() => running.close());
  return running;
}

const files = { "sketch.ts": 'print("the new one runs");' };
/** Long enough to be stopped in the middle: no two of its texts are the same, and which is used is not known before. */
const texts = Array.from({ length: 4000 }, (_, at) => `text ${at}`);
const long = { "sketch.ts": `print(${JSON.stringify(texts)}[Math.floor(Math.random() * ${texts.length})]);` };
const throwing = { "sketch.ts": 'throw new Error("not today");' };

/** One sentence, what mends it, and not a word more. */
const ONE_SENTENCE = /^[^\n]+\.\n {2}\S[^\n]*\n$/;

/** The last two lines of what was said: before them, steps are told. */
const ending = (lines: readonly string[]) => `${lines.slice(-2).join("\n")}\n`;

describe("flash, of a port", () => {
  function flashTo(port: string, folder: string): Promise<Outcome> {
    return tagwire(["flash", "sketch.ts", "--port", port], folder);
  }

  it("that another command has, sends the board nothing", async () => {
    const running = await oldBoard();
    const lease = await own(running.url, "flash");
    closing.push(() => lease.end());
    await withFiles(files, async (folder) => {
      const { exitCode, stderr } = await flashTo(running.url, folder);
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/^A tagwire flash has tcp:\S+\.\n {2}Wait until it has ended/);
      expect(stderr).toMatch(ONE_SENTENCE);
    });
    expect(running.counters().bytesFromHost).toBe(0);
  });

  it.skipIf(socatMissing || serialMissing)("that another program has, sends the board nothing", async () => {
    const running = await oldBoard();
    await withFiles(files, async (folder) => {
      const { port } = await pseudoTerminal(folder, `tcp:127.0.0.1:${running.port}`);
      const other = await openSerial(port, 115_200, { heard() {}, closed() {} });
      try {
        const { exitCode, stderr } = await flashTo(port, folder);
        expect(exitCode).toBe(1);
        expect(stderr).toMatch(/^Another program has \S+tty \(.*\)\.\n {2}Close it/);
        expect(stderr).toMatch(ONE_SENTENCE);
      } finally {
        await other.close();
      }
    });
    expect(running.counters().bytesFromHost).toBe(0);
  });

  it("with a board whose firmware is too old, writes nothing to it", async () => {
    const script = named("old");
    const running = await oldBoard({ files: { ".bootcde": script, ".boot0": 'process.env.VERSION="2v19.1"' } });
    await withFiles(files, async (folder) => {
      const { exitCode, stderr } = await flashTo(running.url, folder);
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/has Espruino 2v19\.1; wanted is 2v20 or newer\.\n {2}Put a newer firmware on it/);
      expect(stderr).toMatch(ONE_SENTENCE);
    });
    expect(running.board.evaluate("sketch")).toBe("old");
    expect(running.board.storage.list().sort()).toEqual([".boot0", ".bootcde"]);
  });

  it("with a board that the sketch was not built for, leaves it running", async () => {
    const running = await oldBoard();
    await withFiles(files, async (folder) => {
      const words = ["flash", "sketch.ts", "--port", running.url, "--board", "esp8266"];
      const { exitCode, stderr } = await tagwire(words, folder);
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(
        /wanted is ESP8266_4MB, for --board esp8266\.\n {2}Build for what is there: --board esp32/,
      );
      expect(stderr).toMatch(ONE_SENTENCE);
    });
    expect(running.board.evaluate("sketch")).toBe("old");
  });
});

describe("flash, of what is no board", () => {
  /** What is told of it, and the exit code. A board may be silent for long, which nobody shall wait for here. */
  async function told(open: Opener): Promise<{ text: string; exitCode: number }> {
    const scriptFor = vi.fn(async () => "");
    const options = { open, nonce: () => "abcdef", scriptFor, upWithinMs: 1000, showMs: 0, patienceMs: 300 };
    const error = await flash(options).catch((reason: unknown) => reason);
    expect(scriptFor).not.toHaveBeenCalled();
    const { text, exitCode } = endingOf(error);
    expect(text).toMatch(ONE_SENTENCE);
    return { text, exitCode };
  }

  /** Opens a TCP server that does that with each connection. */
  async function serverThat(serve: (socket: Socket) => void): Promise<Opener> {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket.on("error", () => {}));
      serve(socket);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    closing.push(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    return opener(`tcp://127.0.0.1:${(server.address() as AddressInfo).port}`, undefined);
  }

  it.each([
    [
      "sends everything back",
      (socket: Socket) => socket.pipe(socket),
      /as Espruino's console does: what comes back is/,
    ],
    ["says nothing", (socket: Socket) => socket.resume(), /as Espruino's console does: nothing comes back\./],
    [
      "answers in words of its own",
      (socket: Socket) => socket.on("data", () => socket.write("HTTP/1.1 400 Bad Request\r\n")),
      /what comes back is "HTTP\/1\.1 400 Bad Request"/,
    ],
    ["hangs up", (socket: Socket) => socket.on("data", () => socket.end()), /did not come to its end: /],
  ] as const)("but a server that %s", async (_, serve, sentence) => {
    const { text, exitCode } = await told(await serverThat(serve));
    expect(exitCode).toBe(1);
    expect(text).toMatch(sentence);
  });

  it("but a board whose firmware is too old to compute a digest", async () => {
    const { text, exitCode } = await told(
      await serverThat((socket) => {
        socket.on("data", (bytes) => socket.write(String(bytes).includes("process.version") ? "<v1v99>\r\n" : "\r\n"));
      }),
    );
    expect(exitCode).toBe(1);
    expect(text).toMatch(/has Espruino 1v99; wanted is 2v20 or newer/);
  });

  it("but a board at another speed", async () => {
    const { text, exitCode } = await told(async ({ heard }) => ({
      name: "/dev/ttyUSB0",
      baud: 115_200,
      write: async () => heard("\xf8\x00\x80\xe6\x9e\x98"),
      close: async () => {},
    }));
    expect(exitCode).toBe(1);
    expect(text).toMatch(/^What comes from \/dev\/ttyUSB0 at 115200 baud is no text; .*\n {2}Name the board/);
  });
});

describe("flash, stopped by Ctrl-C", () => {
  const STOPPED =
    /^Stopped by Ctrl-C\. The board at \S+ boots the sketch that it had, unless [^\n]*\.\n {2}Run the same/;

  /** Flashes a board, stops that where `when` resolves, and answers what was said. */
  async function stoppedAt(
    { url }: Pick<RunningBoard, "url">,
    sketch: Record<string, string>,
    when: (said: (wanted: RegExp) => Promise<string>) => Promise<unknown>,
  ): Promise<string> {
    return withFiles(sketch, async (folder) => {
      const { child, said, lines } = startTagwire(["flash", "sketch.ts", "--port", url], folder);
      await when(said);
      child.kill("SIGINT");
      await once(child, "close");
      expect(child.exitCode).toBe(130);
      expect(ending(lines)).toMatch(STOPPED);
      return lines.join("\n");
    });
  }

  it("while the board does not answer, waits no longer", async () => {
    const server = createServer((socket) => socket.on("error", () => {}).resume()).listen(0, "127.0.0.1");
    closing.push(() => server.close());
    await once(server, "listening");
    const url = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await stoppedAt({ url }, files, () => once(server, "connection"));
  });

  it("while the sketch is built, leaves the old one running", async () => {
    const running = await oldBoard();
    await stoppedAt(running, files, (said) => said(/Espruino 2v/));
    expect(running.board.evaluate("sketch")).toBe("old");
    expect(sketchAfterReset(running)).toBe("old");
  });

  it("while it uploads, has the old one running again", async () => {
    const running = await oldBoard({ serial: {} });
    await stoppedAt(running, long, async (said) => {
      await said(/bytes for ESP32/);
      await vi.waitFor(() => expect(running.counters().bytesFromHost).toBeGreaterThan(8_000), { timeout: 10_000 });
    });
    // At once, and not after the board's own time for a host that fell silent.
    await vi.waitFor(() => expect(running.board.evaluate("sketch")).toBe("old"), { timeout: 5_000 });
    expect(sketchAfterReset(running)).toBe("old");
  });

  it.each([
    ["while the board restarts", /^restarting$/],
    ["while the new one is watched", /^the new one runs/],
  ])("%s, leaves the new one, for it is committed", async (_, line) => {
    const running = await oldBoard();
    const said = await stoppedAt(running, files, (heard) => heard(line));
    expect(said).toContain("restarting");
    running.board.reset();
    await vi.waitFor(() => expect(running.board.evaluate("typeof sketch")).toBe("undefined"), { timeout: 5_000 });
  });

  it("but not by who reads no more of what the sketch prints", async () => {
    const running = await oldBoard();
    const prints = { "sketch.ts": 'setInterval(() => print("the new one runs"), 20);' };
    await withFiles(prints, async (folder) => {
      const { child, said } = startTagwire(["flash", "sketch.ts", "--port", running.url], folder);
      await said(/^the new one runs/);
      child.stdout?.destroy();
      await said(/^sketch\.ts runs on tcp:/);
      await once(child, "close");
      expect(child.exitCode).toBe(0);
    });
  });

  it("while the old one is put back, lets the board do so by itself", async () => {
    const running = await oldBoard();
    await stoppedAt(running, throwing, (said) => said(/^putting the sketch before back$/));
    for (let boot = 0; boot < 3; boot++) running.board.reset();
    expect(sketchAfterReset(running)).toBe("old");
  });
});
