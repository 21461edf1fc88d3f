/** A sketch goes to the virtual board: it runs there, or the one before does, and what is told is true. */
import { getEventListeners } from "node:events";
import { afterEach, describe, expect, it, vi } from "vitest";
import { loadBoard } from "../../src/boards.js";
import { Complaint } from "../../src/complaint.js";
import type { RunningBoard, VirtualBoardOptions } from "../../src/sim/console-host.js";
import type { FlashOptions } from "../../src/upload/flash.js";
import { opener } from "../../src/upload/ports.js";
import { loader } from "../../src/upload/slots.js";
import { connectConsole } from "../support/console.js";
import { boardWith, flashed, flashTo, named, sketchAfterReset } from "../support/flashing.js";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function board(script: string, options: Partial<VirtualBoardOptions> = {}): Promise<RunningBoard> {
  const running = await boardWith(script, options);
  closing.push(() => running.close());
  return running;
}

/** The name of the complaint, "none" if it went well. */
async function outcome(running: RunningBoard, script: string, options: Partial<FlashOptions> = {}): Promise<string> {
  try {
    await flashTo(running, script, options);
    return "none";
  } catch (error) {
    if (error instanceof Complaint) return error.complaint;
    throw error;
  }
}

const filler = (bytes: number) => `var filler="${"x".repeat(bytes)}";`;

describe("flash", () => {
  it.each(["esp32", "esp8266", "espruinowifi", "linux"])("puts a sketch onto an empty %s, and it runs", async (id) => {
    const running = await board("", { board: loadBoard(id), files: {} });
    const lines: string[] = [];
    const done = await flashTo(running, named("new", 'print("hello")'), { printed: (line) => lines.push(line) });
    expect(done.board.id).toBe(id);
    expect(lines).toContain("hello");
    expect(sketchAfterReset(running)).toBe("new");
  });

  it("keeps the sketch before beside the new one, turn by turn", async () => {
    const running = await board(named("first"));
    for (const name of ["second", "third", "fourth", "fifth"]) {
      expect(await outcome(running, named(name, filler(3_000)))).toBe("none");
      expect(sketchAfterReset(running)).toBe(name);
    }
    expect(running.board.storage.list().sort()).toEqual([".bootcde", "tw.a", "tw.b"]);
    const slots = ["tw.a", "tw.b"].map((slot) => running.board.storage.read(slot)?.slice(0, 20));
    expect(slots).toEqual([expect.stringContaining("fifth"), expect.stringContaining("fourth")]);
  });

  it("takes over what another tool put into .bootcde, and goes back to it", async () => {
    const running = await board("", { files: { ".bootcde": named("other") } });
    expect(await outcome(running, named("new", "throw 1"))).toBe("not-up");
    expect(sketchAfterReset(running)).toBe("other");
  });

  it.each(["0", "1", "2"])("is not outrun by a sketch of before the other tool, committed as %s", async (commit) => {
    const { "tw.a": stale = "" } = flashed(named("stale"));
    const files = { "tw.b": stale.replace('";0', `";${commit}`), ".bootcde": named("other") };
    const running = await board("", { files });
    expect(await outcome(running, named("new"))).toBe("none");
    expect(sketchAfterReset(running)).toBe("new");
    expect(await outcome(running, named("worse", "throw 1"))).toBe("not-up");
    expect(sketchAfterReset(running)).toBe("new");
  });

  it("goes over a serial line, and loses no byte there", async () => {
    const running = await board(named("old"), { board: loadBoard("esp8266"), serial: {} });
    expect(await outcome(running, named("new", filler(2_000)))).toBe("none");
    expect(running.counters().bytesLost).toBe(0);
    expect(sketchAfterReset(running)).toBe("new");
  });

  it.each([
    ["throws", "throw 'no sensor'", /it ended with "Uncaught no sensor"/],
    ["never returns", "while(1);", /did not come up/],
    ["starts the board anew again and again", "setTimeout(load,20)", /did not come up/],
  ])("puts the sketch before back where the new one %s", async (_, more, said) => {
    const running = await board(named("old"));
    const flashing = flashTo(running, named("new", more), { showMs: 300 });
    await expect(flashing).rejects.toThrow(said);
    await expect(flashing).rejects.toMatchObject({ complaint: "not-up" });
    expect(running.board.evaluate("sketch")).toBe("old");
    expect(sketchAfterReset(running)).toBe("old");
  });

  it("is not hindered by a sketch that floods the console", async () => {
    const running = await board(named("old", 'setInterval(function(){print("flood flood flood flood")},1)'));
    expect(await outcome(running, named("new"))).toBe("none");
    expect(sketchAfterReset(running)).toBe("new");
  });

  it("erases nothing where the new sketch has no room", async () => {
    const running = await board(named("old"), { faults: { storageBytes: 8_192 } });
    const before = running.board.storage.list();
    expect(await outcome(running, named("new", filler(9_000)))).toBe("storage-full");
    expect(running.board.storage.list()).toEqual(before);
    expect(sketchAfterReset(running)).toBe("old");
  });

  it("finds a byte that the flash memory does not keep", async () => {
    for (const wrongWrite of [1, 2, 3, 4, 5, 6]) {
      const running = await board(named("old"), { faults: { wrongWrite } });
      const said = await outcome(running, named("new", filler(3_000)));
      expect(["storage-corrupt", "upload-failed", "none"]).toContain(said);
      expect(sketchAfterReset(running)).toBe(said === "none" ? "new" : "old");
    }
  });

  it("is refused by a board that is not the one that was named", async () => {
    const running = await board(named("old"));
    expect(await outcome(running, named("new"), { board: loadBoard("esp8266") })).toBe("board-mismatch");
    expect(running.board.evaluate("sketch")).toBe("old");
  });

  it("is not half done where another program takes the console over", async () => {
    const running = await board(named("old"));
    const flashing = outcome(running, named("new", filler(20_000)), {
      progress: (done) => {
        if (done > 5_000 && closing.length === 1) closing.push(connectOther);
        if (closing.length === 2) void connectOther();
      },
    });
    let other: Promise<unknown> | undefined;
    async function connectOther() {
      other ??= connectConsole(running.port).then((console) => console.close());
      await other;
    }
    expect(["upload-failed", "not-confirmed"]).toContain(await flashing);
    expect(sketchAfterReset(running)).toBe("old");
  });

  it("stops where it is asked to, and the board goes back to its sketch", async () => {
    const running = await board(named("old"));
    const stop = new AbortController();
    const said = outcome(running, named("new", filler(20_000)), {
      stopped: stop.signal,
      progress: (done) => done > 5_000 && stop.abort(),
    });
    expect(await said).toBe("stopped");
    expect(sketchAfterReset(running)).toBe("old");
  });

  it("stops at once on a port that takes nothing any more when it was closed, and the old sketch runs again", async () => {
    const running = await board(named("old"));
    const stop = new AbortController();
    const said = outcome(running, named("new", filler(20_000)), {
      stopped: stop.signal,
      progress: (done) => done > 5_000 && stop.abort(),
      // As the package serialport does it: its drain() waits for the port to be opened again.
      async open(events) {
        const transport = await opener(running.url, undefined)(events);
        let isClosed = false;
        return {
          ...transport,
          write: (bytes) => (isClosed ? new Promise(() => {}) : transport.write(bytes)),
          close() {
            isClosed = true;
            return transport.close();
          },
        };
      },
    });
    expect(await said).toBe("stopped");
    await vi.waitFor(() => expect(running.board.evaluate("sketch")).toBe("old"), { timeout: 5_000 });
  });

  it.each([
    // The new one is still there: the board gives it up after three boots.
    ["as it begins to put the old sketch back", (said: string) => said.startsWith("putting"), 3],
    ["when the old sketch has just begun again", (said: string) => said === "old is back", 0],
  ])("stops %s", async (_, isThen, boots) => {
    const running = await board(named("old", 'print("old is back")'));
    const stop = new AbortController();
    const look = (said: string) => void (isThen(said) && stop.abort());
    const said = outcome(running, named("new", "throw 1"), { stopped: stop.signal, step: look, printed: look });
    expect(await said).toBe("stopped");
    for (let boot = 0; boot < boots; boot++) running.board.reset();
    expect(sketchAfterReset(running)).toBe("old");
  });

  it("leaves nothing behind at what could have stopped it", async () => {
    const running = await board(named("old"));
    const stop = new AbortController();
    expect(await outcome(running, named("new"), { stopped: stop.signal })).toBe("none");
    expect(getEventListeners(stop.signal, "abort")).toEqual([]);
  });

  it("sends nothing where it was asked to stop before the port was open", async () => {
    const running = await board(named("old"));
    expect(await outcome(running, named("new"), { stopped: AbortSignal.abort() })).toBe("stopped");
    expect(running.counters().bytesFromHost).toBe(0);
    expect(sketchAfterReset(running)).toBe("old");
  });
});

describe("the loader", () => {
  it("goes back to the sketch before after three boots that reached no idle pass", async () => {
    const { "tw.a": old = "" } = flashed(named("old"));
    const { "tw.a": crashing = "" } = flashed(named("new", "throw 1"));
    const files = { "tw.a": old, "tw.b": crashing.replace("throw 10\xff", "throw 11\xff"), ".bootcde": loader };
    const running = await board("", { files });
    // Switched on is the first boot.
    const seen = [running.board.evaluate("sketch")];
    for (let boot = 0; boot < 4; boot++) seen.push(sketchAfterReset(running));
    expect(seen).toEqual(["new", "new", "new", "old", "old"]);
  });
});
