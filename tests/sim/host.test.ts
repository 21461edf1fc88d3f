/** A virtual board over real sockets of this machine. */
import { spawn } from "node:child_process";
import { describe, expect, it } from "vitest";
import { boot } from "../../src/sim/board.js";
import { hostSurroundings } from "../../src/sim/host.js";
import { esp32, esp8266, linux } from "./boards.js";
import { onVirtualBoard } from "./scripts.js";
import { deadPort, serve } from "./servers.js";

const boards = [esp32, esp8266, linux];

describe.each(boards)("on real sockets, $id", (board) => {
  it("connects to a server in this very thread, sends bytes and receives them", async () => {
    const served = await serve("echo");
    const lines = await onVirtualBoard(
      board,
      `var got = "", all = ""; for (var i = 0; i < 256; i++) all += String.fromCharCode(i); for (i = 0; i < 5; i++) all += all;
       var s = require("net").connect({ host: "localhost", port: ${served.port} }, function () { print("#connect"); s.write(all); });
       s.on("data", function (d) { got += d; if (got.length === all.length) { print("#same", got === all); s.end(); } });
       s.on("close", function (h) { print("#close", h); print("#done"); });`,
    );
    await served.ended;
    await served.stop();
    expect(lines).toEqual(["#connect", "#same true", "#close false"]);
    expect(served.received().length).toBe(8192);
  });

  it("sends what end() left before the sketch's connection is gone, even when the board stops then", async () => {
    const served = await serve("count");
    await onVirtualBoard(
      board,
      `var s = require("net").connect({ port: ${served.port} }, function () { s.write(new Array(4001).join("x")); s.end(); });
       s.on("close", function () { print("#done"); });`,
    );
    await served.ended;
    await served.stop();
    expect(served.received().length).toBe(4000);
  });

  it("tells a peer that closes and one that resets", async () => {
    for (const behaviour of ["close", "reset"] as const) {
      const served = await serve(behaviour);
      const lines = await onVirtualBoard(
        board,
        `var s = require("net").connect({ port: ${served.port} }, function () { s.write("x"); });
         s.on("error", function (e) { print("#error", e.code); });
         s.on("end", function () { print("#end"); });
         s.on("close", function (h) { print("#close", h); print("#done"); });`,
      );
      await served.stop();
      const told = behaviour === "reset" && board.resetIsError;
      expect(lines).toEqual(told ? ["#error -9", "#end", "#close true"] : ["#end", "#close false"]);
    }
  });

  it("meets a port that nobody listens on, and a name that nobody has", async () => {
    const lines = await onVirtualBoard(
      board,
      `var left = 2;
       function end() { if (--left === 0) print("#done"); }
       [{ host: "127.0.0.1", port: ${await deadPort()} }, { host: "", port: 1 }].forEach(function (options) {
         try {
           var s = require("net").connect(options);
           s.on("error", function (e) { print("#error", e.code); });
           s.on("close", function (h) { print("#close", h); end(); });
         } catch (e) { print("#threw", e.message); end(); }
       });`,
    );
    expect(lines.sort()).toEqual(
      board.connectFailure === "throws"
        ? ["#threw Unable to create socket", "#threw Unable to locate host"]
        : ["#close true", "#close true", "#error -6", "#error -9"],
    );
  });

  if (board.modules.includes("Wifi")) {
    it("leaves Wi-Fi: what stood is silent, and a new connection fails", async () => {
      const served = await serve("echo");
      const lines = await onVirtualBoard(
        board,
        `var got = "", s = require("net").connect({ host: "127.0.0.1", port: ${served.port} }, function () { s.write("a"); });
       s.on("close", function () { print("#closed"); });
       s.on("data", function (d) {
         got += d;
         if (got !== "a") return;
         require("Wifi").disconnect();
         s.write("b");
         try {
           require("net").connect({ host: "127.0.0.1", port: ${served.port} }).on("error", function (e) { print("#error", e.code); });
         } catch (e) { print("#threw", e.message); }
         setTimeout(function () { print("#got", got); print("#done"); }, 200);
       });`,
      );
      await served.stop();
      expect(lines).toEqual([
        board.connectFailure === "throws" ? "#threw Unable to create socket" : "#error -4",
        "#got a",
      ]);
      expect(served.received()).toBe("a");
    });
  }

  it("does not outrun a peer that reads nothing: what waits stays on the board", async () => {
    const served = await serve("stall");
    const lines: string[] = [];
    let sketchSays = () => {};
    const stalled = new Promise<void>((settle) => {
      sketchSays = settle;
    });
    const virtual = boot(
      `var s = require("net").connect({ port: ${served.port} }, function () { s.write(new Array(10000001).join("x")); });
       var before = 0; setInterval(function () { if (s.dSnd && s.dSnd.length === before) print("stalled"); before = s.dSnd && s.dSnd.length; }, 50);`,
      board,
      hostSurroundings((line) => {
        lines.push(line);
        sketchSays();
      }),
    );
    await stalled;
    expect(virtual.traffic.bytesSent).toBeGreaterThan(0);
    expect(virtual.traffic.bytesSent).toBeLessThan(10_000_000);
    await virtual.stop();
    await served.stop();
  });

  it("leaves no socket, thread or timer of the host behind when it is stopped", async () => {
    const served = await serve("silent");
    let tellConnected = () => {};
    const connected = new Promise<void>((settle) => {
      tellConnected = settle;
    });
    const before = handles("MessagePort", "Timeout");
    const virtual = boot(
      `setInterval(function () {}, 5); require("net").connect({ port: ${served.port} }, function () { print("up"); });`,
      board,
      hostSurroundings(tellConnected),
    );
    await connected;
    await virtual.stop();
    await served.ended;
    // What an earlier test left may have gone meanwhile.
    expect(handles("MessagePort", "Timeout").length).toBeLessThanOrEqual(before.length);
    expect(handles("TCPSocketWrap")).toEqual([]);
    await served.stop();
  });
});

function handles(...kinds: string[]): string[] {
  return process.getActiveResourcesInfo().filter((name) => kinds.includes(name));
}

it.each(boards)("lets a process that stopped its board end by itself, from the compiled files, $id", async (board) => {
  const compiled = (file: string) => JSON.stringify(new URL(`../../dist/sim/${file}`, import.meta.url).href);
  const served = await serve("echo");
  const program = `
    import { boot } from ${compiled("board.js")};
    import { hostSurroundings } from ${compiled("host.js")};
    const sketch = 'var s = require("net").connect({ port: ${served.port} }, function () { s.write("hi"); });' +
      's.on("data", function (d) { print(d); }); setInterval(function () {}, 1000);';
    const board = boot(sketch, ${JSON.stringify(board)}, hostSurroundings((line) => { console.log(line); board.stop(); }));
  `;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.on("data", (bytes) => {
    output += bytes;
  });
  child.stderr.on("data", (bytes) => {
    output += bytes;
  });
  const deadline = setTimeout(() => child.kill("SIGKILL"), 15_000);
  const code = await new Promise((settle) => child.once("exit", settle));
  clearTimeout(deadline);
  await served.stop();
  expect({ output, code }).toEqual({ output: "hi\n", code: 0 });
});
