/** A monitor on the console of a virtual board. */
import { createServer } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { loadBoard } from "../../src/boards.js";
import type { MonitorEvent } from "../../src/monitor/event.js";
import { keptOpen } from "../../src/upload/kept-open.js";
import { opener } from "../../src/upload/ports.js";
import { bundleOf } from "../build/sketch.js";
import { flashed, named, testBoard } from "../support/flashing.js";
import { type Watched, watch } from "../support/watched.js";

async function watched(...parameters: Parameters<typeof watch>): Promise<Watched> {
  const found = await watch(...parameters);
  onTestFinished(() => found.monitor.close());
  return found;
}

const is =
  (event: MonitorEvent["event"]) =>
  (told: MonitorEvent): boolean =>
    told.event === event;

const throwsLater = `// The sensor is never found.
let sensor: { read(): number } | undefined;

function measure(): number {
  return sensor!.read();
}

setTimeout(() => {
  measure();
}, 300);
setInterval(() => print("alive"), 100);
setTimeout(measure, 60000);
`;

describe("the monitor", () => {
  it("tells what the board prints and sends it nothing", async () => {
    const running = await testBoard(named("quiet", "setInterval(function(){print('tick')},20)"));
    const { printed } = await watched(running.url);
    for (let n = 0; n < 5; n++) await printed("tick");
    expect(running.counters().bytesFromHost).toBe(0);
  });

  it.each(["esp32", "esp8266", "espruinowifi", "linux"])(
    "leads the trace of a sketch that throws later in a timer back to the TypeScript, on %s",
    async (id) => {
      const { code } = await bundleOf(throwsLater, id);
      const running = await testBoard(code, { board: loadBoard(id) });
      const { next, printed, told } = await watched(running.url);
      expect(await next(is("frame"))).toMatchObject({
        text: expect.stringContaining("tw.a:1:"),
        place: { file: expect.stringMatching(/sketch\.ts$/), line: 5 },
      });
      expect(await next(is("frame"))).toMatchObject({ place: { line: 9 } });
      await printed("alive");
      // Neither the script on its one line nor the mark below it.
      expect(told.filter(is("printed")).map((event) => (event as { text: string }).text)).toEqual(
        expect.not.arrayContaining([expect.stringMatching(/\^|setInterval/)]),
      );
    },
  );

  it("does so over a serial line, and for a script that another tool has put into .bootcde", async () => {
    const { code } = await bundleOf(throwsLater);
    const running = await testBoard("", { files: { ".bootcde": code }, serial: {} });
    const { next } = await watched(running.url);
    expect(await next(is("frame"))).toMatchObject({ text: expect.stringContaining(".bootcde:"), place: { line: 5 } });
  });

  it("tells the trace as it is where the script was not built here, and asks for it once", async () => {
    const running = await testBoard("setInterval(function later(){throw Error('again')},50)");
    const { printed, next } = await watched(running.url);
    const frame = (told: MonitorEvent) => told.event === "printed" && /^ {4}at later \(tw\.a:1:\d+\)$/.test(told.text);
    for (let n = 0; n < 5; n++) await next(frame);
    await printed("Uncaught Error: again");
    const asked = running.counters().bytesFromHost;
    for (let n = 0; n < 5; n++) await next(frame);
    expect(running.counters().bytesFromHost).toBe(asked);
  });

  it.each([
    ["has restarted", "reset"],
    ["was out of reach", "cut"],
  ] as const)("asks again which script lies there once the board %s", async (_, how) => {
    const throwing = (lines: number) => `${"\n".repeat(lines)}setInterval(() => { throw new Error("no"); }, 50);`;
    const [before, after] = [await bundleOf(throwing(3)), await bundleOf(`${throwing(6)}print("after");`)];
    const running = await testBoard(before.code);
    const { next, printed } = await watched(running.url);
    expect(await next(is("frame"))).toMatchObject({ place: { line: 4 } });
    running.board.storage.write("tw.a", flashed(after.code)["tw.a"] ?? "");
    if (how === "reset") running.board.reset();
    else {
      running.board.evaluate("load()");
      running.cut();
      await next(is("opened"));
    }
    if (how === "reset") await printed("after");
    expect(await next(is("frame"))).toMatchObject({ place: { line: 7 } });
  });

  it("tells the rest though the board never answers what is asked of it, interrupts nothing, and gives up asking", async () => {
    const trace = (n: number) => [`Uncaught ${n}`, "    at tw.a:1:2", "script", "  ^"];
    let heard = "";
    const asked = () => heard.split("E.CRC32(t)").length - 1;
    let sent = 0;
    const server = createServer((socket) => {
      const send = (lines: readonly string[]) => socket.write(`${lines.join("\r\n")}\r\n`);
      // Each question is followed by a trace, and so read: it may be said again. After the fourth there is all the rest.
      const sendDue = () => {
        for (; sent <= Math.min(asked(), 4); sent++) send(sent < 4 ? trace(sent) : [...trace(4), ...trace(5), "end"]);
      };
      socket
        .on("error", () => {})
        .on("data", (bytes) => {
          heard += String(bytes);
          sendDue();
        });
      sendDue();
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    onTestFinished(() => void server.close());
    const { next, told } = await watched(`tcp://127.0.0.1:${(server.address() as { port: number }).port}`);
    await next((one) => one.event === "printed" && one.text === "end", 20_000);
    expect(told.flatMap((one) => (one.event === "printed" ? [one.text] : []))).toEqual([
      ...[0, 1, 2, 3, 4, 5].flatMap(trace),
      "end",
    ]);
    // For two of the six traces, each time said again once.
    expect(asked()).toBe(4);
    expect(heard).not.toContain("\x03");
  });

  it("comes back when the cable was pulled, and says both", async () => {
    const running = await testBoard(named("steady", "setInterval(function(){print('tick')},20)"));
    const { next, printed } = await watched(running.url);
    for (let n = 0; n < 3; n++) {
      await printed("tick");
      running.cut();
      expect(await next(is("lost"))).toMatchObject({ reason: expect.stringContaining("closed the connection") });
      await next(is("opened"));
    }
  });

  it("tries until a board that was switched off is back, and tells one reason once", async () => {
    const running = await testBoard(named("first", "setInterval(function(){print('first')},20)"));
    let tries = 0;
    let triedEnough = () => {};
    const { printed, next, told } = await watched(running.url, (events) => {
      if (++tries === 5) triedEnough();
      return opener(running.url, undefined)(events);
    });
    await printed("first");
    const tried = new Promise<void>((resolve) => (triedEnough = resolve));
    await running.close();
    await next((event) => event.event === "lost" && event.reason.includes("ECONNREFUSED"));
    await tried;
    await testBoard(named("second", "setInterval(function(){print('second')},20)"), { port: running.port });
    await next(is("opened"));
    await printed("second");
    expect(told.filter(is("lost")).length).toBe(2);
  });

  it("says that the board has restarted, and with which firmware", async () => {
    const running = await testBoard("");
    const { next } = await watched(running.url);
    running.board.reset();
    expect(await next(is("restarted"))).toMatchObject({ version: "2v29" });
  });

  it("lets go of the port, and comes back to it", async () => {
    const running = await testBoard(named("steady", "setInterval(function(){print('tick')},20)"));
    const { monitor, next, printed } = await watched(running.url);
    await monitor.pause("flash");
    expect(await next(is("lent"))).toMatchObject({ to: "flash" });
    const other = await watched(running.url);
    await other.printed("tick");
    await other.monitor.close();
    monitor.resume();
    await next(is("opened"));
    await printed("tick");
  });

  it("keeps no port that it was just opening when it was closed", async () => {
    const running = await testBoard("");
    let opened = 0;
    let closed = 0;
    let begin = () => {};
    let goOn = () => {};
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const mayGoOn = new Promise<void>((resolve) => (goOn = resolve));
    const { monitor } = await watched(running.url, async (events) => {
      if (opened++ > 0) {
        begin();
        await mayGoOn;
      }
      const transport = await opener(running.url, undefined)(events);
      const close = () => {
        closed++;
        return transport.close();
      };
      return { ...transport, close };
    });
    // What is cut closes by itself.
    running.cut();
    await begun;
    const isClosed = monitor.close();
    goOn();
    await isClosed;
    expect({ opened, closed }).toEqual({ opened: 2, closed: 1 });
  });

  it("does not come back once it was closed, though it was trying to", async () => {
    const running = await testBoard("");
    const { monitor, next, told } = await watched(running.url);
    await running.close();
    await next(is("lost"));
    await monitor.close();
    await testBoard("", { port: running.port });
    monitor.resume();
    const other = await watched(running.url);
    await other.monitor.type("6*7");
    await other.printed("=42");
    expect(told.filter(is("opened")).length).toBe(1);
  });

  it("sends a line that was typed, and tells the answer without the echo", async () => {
    const running = await testBoard("");
    const { monitor, printed, told } = await watched(running.url);
    expect(await monitor.type("6*7")).toBe(true);
    await printed("=42");
    expect(told.filter(is("printed")).length).toBe(1);
    await monitor.pause("flash");
    expect(await monitor.type("6*7")).toBe(false);
  });

  it("passes on what came between two conversations of a port that is kept open", async () => {
    const running = await testBoard(named("steady"));
    let heard = "";
    let hear = () => {};
    const kept = keptOpen((events) =>
      opener(
        running.url,
        undefined,
      )({
        ...events,
        heard(bytes) {
          events.heard(bytes);
          heard += bytes;
          if (heard.includes("between")) hear();
        },
      }),
    );
    onTestFinished(() => kept.close());
    const first = await watched(running.url, kept.open);
    await first.monitor.close();
    const came = new Promise<void>((resolve) => (hear = resolve));
    running.board.evaluate("print('between')");
    await came;
    const second = await watched(running.url, kept.open);
    await second.next(is("opened"));
    await second.printed("between");
    running.cut();
    await second.next(is("lost"));
    await second.next(is("opened"));
    await second.monitor.type("6*7");
    await second.printed("=42");
  });

  it("says how many lines it left out of a flood that it had to wait in", async () => {
    const server = createServer((socket) => {
      socket.on("error", () => {}).resume();
      socket.write(`    at tw.a:1:2\r\n  ^\r\n`);
      socket.write("flood\r\n".repeat(7000));
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    onTestFinished(() => void server.close());
    const { next, told } = await watched(`tcp://127.0.0.1:${(server.address() as { port: number }).port}`);
    const skipped = (await next(is("skipped"))) as { lines: number };
    const floods = told.filter((one) => one.event === "printed" && one.text === "flood");
    expect(floods.length + skipped.lines).toBe(7000);
    expect(skipped.lines).toBeGreaterThan(0);
  });
});
