/** `tagwire dev`: the loop, as a process of its own. */
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { borrow } from "../../src/upload/lease.js";
import { save, withFiles } from "../build/sketch.js";
import { named, sketchAfterReset, testBoard } from "../support/flashing.js";
import { tagwire } from "./run.js";
import { startTagwire } from "./started.js";

/** A sketch that leaves its name behind, which the build would not keep of a variable of its own. */
const called = (name: string, more = "") => `declare let sketch: string; sketch = "${name}"; ${more}`;

/** Whether somebody listens there. */
async function listens(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

const sketch = (word: string) => `import { connect, publishValue } from "tagwire";
connect({ host: "broker.invalid", key: "K", device: "D" });
setInterval(() => print("${word}"), 100);
setInterval(() => publishValue("word", "${word}"), 100);
`;

describe("tagwire dev", () => {
  it("runs a sketch on the virtual board beside a broker, again after a change, and ends all at one Ctrl-C", () =>
    withFiles({ "sketch.ts": sketch("one") }, async (folder) => {
      const { said, child } = startTagwire(["dev", "sketch.ts", "--port", "sim", "--broker", "0"], folder);
      const port = Number(/mqtt:\/\/127\.0\.0\.1:(\d+)/.exec(await said(/^the test broker listens at /))?.[1]);
      await said(/^sketch\.ts runs on sim: /);
      // Whatever host the sketch names: from the virtual board nothing leaves this machine.
      await said(/broker: published +\S+ key\/K\/device\/D\/tag\/word \{"value":"one"\}/);
      await said(/ {2}one$/);

      save(join(folder, "sketch.ts"), sketch("two"));
      await said(/^sketch\.ts runs on sim: /);
      await said(/ {2}two$/);

      save(join(folder, "sketch.ts"), `${sketch("three")}const n: number = "";`);
      await said(/^sketch\.ts:5:7: Type 'string'/);
      await said(/ {2}two$/);
      await said(/ {2}two$/);

      save(join(folder, "sketch.ts"), sketch("four"));
      await said(/ {2}four$/);
      await said(/is open; Ctrl-C ends$/);

      expect(await listens(port)).toBe(true);
      child.kill("SIGINT");
      expect(await once(child, "exit")).toEqual([130, null]);
      expect(await listens(port)).toBe(false);
    }));

  it("flashes a board, asks which it is, and leaves it alone where a change makes no other script", () =>
    withFiles({ "sketch.ts": called("first") }, async (folder) => {
      const running = await testBoard(named("old"));
      const { said, child, lines } = startTagwire(["dev", "sketch.ts", "--port", running.url, "--no-broker"], folder);
      await said(/^sketch\.ts runs on tcp:/);
      expect(running.board.evaluate("sketch")).toBe("first");

      save(join(folder, "sketch.ts"), `// The same.\n${called("first")}`);
      await said(/^sketch\.ts: the change leaves the script as it is/);
      save(join(folder, "sketch.ts"), called("crashing", `throw new Error("no");`));
      await said(
        /^The sketch did not come up on tcp:\S+: it ended with "Uncaught Error: no"\. The sketch before it runs again\.$/,
      );
      expect(running.board.evaluate("sketch")).toBe("first");
      await said(/is open; Ctrl-C ends$/);
      save(join(folder, "sketch.ts"), called("second"));
      await said(/^sketch\.ts runs on tcp:/);

      child.kill("SIGINT");
      expect(await once(child, "exit")).toEqual([130, null]);
      expect(sketchAfterReset(running)).toBe("second");
      expect(lines.filter((line) => / {2}-- tagwire dev has the port$/.test(line)).length).toBe(3);
    }));

  it("lends its port to a flash of another process", () =>
    withFiles({ "sketch.ts": called("of dev"), "other.ts": called("of flash") }, async (folder) => {
      const running = await testBoard("");
      const { said, child } = startTagwire(["dev", "sketch.ts", "--port", running.url, "--no-broker"], folder);
      await said(/^sketch\.ts runs on tcp:/);
      await said(/is open; Ctrl-C ends$/);
      const flashing = tagwire(["flash", "other.ts", "--port", running.url], folder);
      await said(/-- tagwire flash has the port$/);
      expect(await flashing).toMatchObject({ exitCode: 0 });
      await said(/is open; Ctrl-C ends$/);
      expect(running.board.evaluate("sketch")).toBe("of flash");
      child.kill("SIGINT");
      await once(child, "exit");
    }));

  it("ends at Ctrl-C in the middle of an upload, and the board has the sketch before", () =>
    withFiles(
      { "sketch.ts": `var filler = "${"x".repeat(60_000)}"; ${called("new")} print(filler.length);` },
      async (folder) => {
        const running = await testBoard(named("old"), { serial: {} });
        const { said, child } = startTagwire(["dev", "sketch.ts", "--port", running.url, "--no-broker"], folder);
        await said(/^sketch\.ts: [\d,]+ bytes for /);
        // Meanwhile nobody else gets the port.
        await expect(borrow(running.url, "flash")).rejects.toMatchObject({ complaint: "port-busy" });
        child.kill("SIGINT");
        expect(await once(child, "exit")).toEqual([130, null]);
        expect(sketchAfterReset(running)).toBe("old");
      },
    ));

  it("waits for no answer of the board after Ctrl-C", async () => {
    const server = createServer((socket) => socket.on("error", () => {}).resume());
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    onTestFinished(() => void server.close());
    const { port } = server.address() as { port: number };
    await withFiles({ "sketch.ts": "print(1);" }, async (folder) => {
      const words = ["dev", "sketch.ts", "--port", `tcp://127.0.0.1:${port}`, "--no-broker"];
      const { child, lines } = startTagwire(words, folder);
      await once(server, "connection");
      child.kill("SIGINT");
      expect(await once(child, "close")).toEqual([130, null]);
      expect(lines).toEqual([]);
    });
  });

  it.each([
    ["no sketch", [], 2, "Missing required argument 'sketch'"],
    ["a sketch that is not there", ["none.ts", "--port", "sim"], 2, "There is no sketch none.ts"],
    ["a broker's address that is none", ["sketch.ts", "--port", "sim", "--broker", "here"], 2, '--broker is "here"'],
    [
      "a port where nothing listens",
      ["sketch.ts", "--port", "tcp://127.0.0.1:1", "--broker", "0"],
      1,
      "can't be reached",
    ],
  ])("complains of %s, and how to mend it", (_, parameters, exitCode, sentence) =>
    withFiles({ "sketch.ts": "print(1);" }, async (folder) => {
      const said = await tagwire(["dev", ...parameters], folder);
      expect(said).toMatchObject({ exitCode, stdout: "" });
      expect(said.stderr).toContain(sentence);
      expect(said.stderr).toMatch(/\n {2}\S.*\n$/);
    }),
  );

  it("complains of a broker's port that is taken, with what dev has for it", async () => {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    onTestFinished(() => void server.close());
    const { port } = server.address() as { port: number };
    await withFiles({ "sketch.ts": "print(1);" }, async (folder) => {
      const said = await tagwire(["dev", "sketch.ts", "--port", "sim", "--broker", String(port)], folder);
      expect(said).toMatchObject({ exitCode: 1, stdout: "" });
      expect(said.stderr).toMatch(/is taken by .*\n {2}Choose another: --broker HOST:PORT .* --no-broker\.\n$/);
    });
  });
});
