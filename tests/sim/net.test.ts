/** The order of a socket's events, one test for each row that the firmware's source and the interpreter show. */
import { describe, expect, it } from "vitest";
import { esp32, esp8266, linux } from "./boards.js";
import { bench } from "./fakes.js";

/** Connects and prints every event. */
const listening = `
  function connect(cb) {
    var s = require("net").connect({ host: "broker", port: "1883" }, cb);
    ["drain", "end", "close", "error"].forEach(function (name) {
      s.on(name, function (x) { print(name, this === s, x === s ? "socket" : x); });
    });
    s.on("data", function (d) { print("data", this === s, d.length); });
    return s;
  }
`;

describe("connecting", () => {
  it("tells connect with the socket as argument and as this, then drain", () => {
    const { said, link } = bench(
      esp32,
      `${listening} var s = connect(function (c) { print("connect", c === s, this === s); });`,
    );
    expect(link()).toMatchObject({ host: "broker", port: 1883 });
    expect(said()).toEqual(["connect true true", "drain true socket"]);
  });

  it("tells drain, connect, drain when something was written before", () => {
    const { said, clock, link } = bench(
      esp8266,
      `${listening} var s = connect(function () { print("connect"); }); print(s.write("early"));`,
    );
    expect(said()).toEqual(["false"]);
    link().events.connected();
    clock.advance(0);
    expect(said()).toEqual(["drain true socket", "connect", "drain true socket"]);
    expect(link().sent).toEqual(["early"]);
  });

  it("gives data before the connect callback to a script whose server speaks first", () => {
    const { said, clock, link } = bench(esp8266, `${listening} connect(function () { print("connect"); });`);
    link().events.connected();
    link().events.received("hi");
    clock.advance(0);
    expect(said()).toEqual(["data true 2", "connect", "drain true socket"]);
  });

  it("throws an InternalError that is no Error where connect blocks and is refused", () => {
    const { said, board, network } = bench(esp32, listening);
    network.failure = "refused";
    board.evaluate(
      `try { connect() } catch (e) { print(e.message, e.type, e instanceof Error, e.name, typeof e.stack) }`,
    );
    network.failure = "not-found";
    board.evaluate(`try { connect() } catch (e) { print(e.message, e.type) }`);
    expect(said()).toEqual([
      "ERROR: Connect failed (err 111)",
      "Unable to create socket InternalError false undefined string",
      "Unable to locate host InternalError",
    ]);
    expect(board.traffic.connectsFailed).toBe(2);
  });

  it.each([
    ["refused", -9, "connection reset"],
    ["not-found", -6, "not found"],
    ["timeout", -3, "timeout"],
    ["unreachable", -4, "no route"],
  ] as const)("tells error, end, close(true) and no connect where connect emits and meets %s", (why, code, message) => {
    const { said, clock, link } = bench(esp8266, `${listening} connect(function () { print("connect"); });`);
    link().events.closed(why);
    clock.advance(0);
    expect(said()).toEqual([
      `error true { "code": ${code}, "message": "${message}" }`,
      "end true undefined",
      "close true true",
    ]);
  });

  it("answers wrong options with a line on the console and undefined", () => {
    const { said } = bench(esp32, `print(require("net").connect(1883, "broker"))`);
    expect(said()).toEqual(["ERROR: Expecting Options to be an Object but it was Number", "undefined"]);
  });

  it("loses the connect callback when on('connect') follows it", () => {
    const { said } = bench(
      esp32,
      `var s = require("net").connect({ port: 1 }, function () { print("callback"); }); s.on("connect", function () { print("on"); });`,
    );
    expect(said()).toEqual(["on"]);
  });

  it("refuses an eleventh socket", () => {
    const { said } = bench(
      esp32,
      `try { for (var n = 0; n < 20; n++) require("net").connect({ port: 1 }); } catch (e) { print(n, e.message); }`,
    );
    expect(said().at(-1)).toBe("10 Unable to create socket");
  });
});

describe("data", () => {
  it.each([
    [esp32, 536, 296, 9],
    [esp8266, 268, 28, 19],
  ])("comes in chunks of the board's size", (board, chunk, rest, times) => {
    const { said, clock, link } = bench(board, `${listening} connect();`);
    if (board === esp8266) link().events.connected();
    link().events.received("x".repeat(5120));
    clock.advance(0);
    const data = said().filter((line) => line.startsWith("data"));
    expect(data).toEqual([...Array(times).fill(`data true ${chunk}`), `data true ${rest}`]);
  });

  it("is one char per byte, whatever the byte", () => {
    const { said, clock, link } = bench(
      esp32,
      `require("net").connect({ port: 1 }).on("data", function (d) { print(d.charCodeAt(0), d.charCodeAt(1), d.length); });`,
    );
    link().events.received("\x00\xff");
    clock.advance(0);
    expect(said()).toEqual(["0 255 2"]);
  });

  it("that nobody listened for waits for read, and is given to the first listener", () => {
    const { said, clock, link, board } = bench(esp32, `var s = require("net").connect({ port: 1 });`);
    link().events.received("hello");
    clock.advance(0);
    board.evaluate(`print(s.available(), s.read(2), s.available()); s.on("data", function (d) { print("data", d); });`);
    clock.advance(0);
    expect(said()).toEqual(["5 he 3", "data llo"]);
    expect(board.evaluate("s.available() + '|' + s.read()")).toBe("0|");
  });

  it("that found no room for want of a listener comes again in every pass once there is one", () => {
    const { said, clock, link, board } = bench(esp32, `var s = require("net").connect({ port: 1 });`);
    link().events.received("x".repeat(600));
    clock.advance(0);
    board.evaluate(`s.on("data", function (d) { print(d.length); });`);
    clock.advance(5);
    expect(said().slice(0, 4)).toEqual(["64", "536", "64", "64"]);
  });

  it("that nobody takes keeps a socket open that its peer has closed", () => {
    const { said, clock, link, board } = bench(
      esp32,
      `var s = require("net").connect({ port: 1 }); s.on("close", function () { print("close"); });`,
    );
    link().events.received("x".repeat(1200));
    link().events.closed("closed");
    clock.advance(20);
    expect(said()).toEqual([]);
    expect(board.evaluate("s.available()")).toBe("536");
  });

  it("makes the link pause while more than a window waits, and resume", () => {
    const { clock, link } = bench(esp32, `${listening} connect();`);
    link().events.received("x".repeat(6000));
    expect(link().paused).toBe(true);
    clock.advance(0);
    expect(link().paused).toBe(false);
  });
});

describe("writing", () => {
  it("answers false, joins what is written in one turn, and sends one chunk a pass", () => {
    const { board, link, said, clock } = bench(esp32, `${listening} var s = connect();`);
    said();
    board.evaluate(`print(s.write("a"), s.write("b"), s.write(new Array(1999).join("c")), s.dSnd.length);`);
    clock.advance(0);
    expect(link().sent.map((chunk) => chunk.length)).toEqual([536, 536, 536, 392]);
    expect(said()).toEqual(["false false false 2000", "drain true socket"]);
    expect(board.traffic).toMatchObject({ bytesSent: 2000, mostWaitingBytes: 2000 });
  });

  it("keeps what the stack does not take, and goes on when it does", () => {
    const { board, link, said, clock } = bench(esp32, `${listening} var s = connect();`);
    link().full = true;
    board.evaluate(`s.write("waits")`);
    clock.advance(1000);
    expect(board.evaluate("s.dSnd.length")).toBe("5");
    said();
    link().full = false;
    link().events.drained();
    clock.advance(0);
    expect(said()).toEqual(["drain true socket"]);
  });

  it("turns chars into bytes: the low byte where strings are bytes, UTF-8 above 255 where they are Unicode", () => {
    const text = `var s = require("net").connect({ port: 1 }); s.write("\\xe9\\u20ac"); s.write(12); s.write(undefined); s.write(null);`;
    expect(bench(esp32, text).link().sent).toEqual(["\xe9\xac12null"]);
    expect(bench(linux, text).link().sent).toEqual(["\xe9\xe2\x82\xac12null"]);
  });

  it.each(["s.end()", "s.end(); s.end()"])("throws after %s", (end) => {
    const { board, said } = bench(esp32, `${listening} var s = connect();`);
    said();
    board.evaluate(`${end}; try { s.write("x"); } catch (e) { print(e instanceof Error, e.message); }`);
    expect(said()).toEqual(["true This socket is closed"]);
  });
});

describe("closing", () => {
  it("sends what waits before it closes, without a drain", () => {
    const { board, link, said, clock } = bench(esp32, `${listening} var s = connect();`);
    said();
    board.evaluate(`s.write(new Array(1001).join("x")); s.end("!");`);
    clock.advance(0);
    expect(link().sent.join("").length).toBe(1001);
    expect(link().closed).toBe("close");
    expect(said()).toEqual(["end true undefined", "close true false"]);
  });

  it("waits for the connection when end() came before it with data queued, and not without", () => {
    const { said, clock, link } = bench(esp8266, `${listening} connect(function () { print("connect") }).end("last");`);
    expect(said()).toEqual([]);
    link().events.connected();
    clock.advance(0);
    expect(link().sent).toEqual(["last"]);
    expect(said().slice(-2)).toEqual(["end true undefined", "close true false"]);
    expect(bench(esp8266, `${listening} connect().end();`).said()).toEqual(["end true undefined", "close true false"]);
  });

  it("by the peer is end, close(false), after the data that came before", () => {
    const { said, clock, link } = bench(esp32, `${listening} connect();`);
    said();
    link().events.received("x".repeat(600));
    link().events.closed("closed");
    clock.advance(0);
    expect(said()).toEqual(["data true 536", "data true 64", "end true undefined", "close true false"]);
  });

  it("by a reset looks like a clean close where sockets block, and is error -9 elsewhere", () => {
    const blocking = bench(esp32, `${listening} connect();`);
    blocking.said();
    blocking.link().events.closed("reset");
    blocking.clock.advance(0);
    expect(blocking.said()).toEqual(["end true undefined", "close true false"]);

    const emitting = bench(esp8266, `${listening} connect();`);
    emitting.link().events.connected();
    emitting.clock.advance(0);
    emitting.said();
    emitting.link().events.closed("reset");
    emitting.clock.advance(0);
    expect(emitting.said()).toEqual([
      'error true { "code": -9, "message": "connection reset" }',
      "end true undefined",
      "close true true",
    ]);
  });

  it("with data unsent is error -8, end, close(true)", () => {
    const { said, clock, link, board } = bench(esp32, `${listening} var s = connect();`);
    said();
    link().full = true;
    board.evaluate(`s.write("lost");`);
    link().events.closed("closed");
    link().full = false;
    board.evaluate(`s.write(new Array(2001).join("x"));`);
    clock.advance(0);
    expect(said()).toEqual([
      'error true { "code": -8, "message": "unsent data" }',
      "end true undefined",
      "close true true",
    ]);
  });
});

describe("listeners", () => {
  it("that throw stop nothing, and the last error of a pass is told when it ends", () => {
    const { said, clock, link, uncaught } = bench(
      esp32,
      `var s = require("net").connect({ port: 1 });
       s.on("data", function () { throw new Error("one"); });
       s.on("data", function () { throw new Error("two"); });
       s.on("data", function () { print("third"); });`,
    );
    link().events.received("x");
    clock.advance(0);
    expect(said().filter((line) => !line.startsWith(" "))).toEqual(["third", "Uncaught Error: two"]);
    expect(uncaught).toEqual(["Uncaught Error: one", "Uncaught Error: two"]);
  });

  it("reach process.on('uncaughtException') instead of the console when it is listened to", () => {
    const { said } = bench(
      esp32,
      `process.on("uncaughtException", function (e) { print("caught", e); }); E.on("init", function () { throw 5 });`,
    );
    expect(said()).toEqual(["caught 5"]);
  });

  it("run from the queue: emit returns first, and gives four arguments at most", () => {
    const { said } = bench(
      esp32,
      `var o = {}; o.on("x", function (a, b, c, d, e) { print(this === o, a, b, c, d, e); });
       try { o.emit("x", 1, 2, 3, 4, 5) } catch (e) { print(e.message) }`,
    );
    expect(said()).toEqual(["Too many arguments (>4)", "true 1 2 3 4 undefined"]);
  });

  it("still run once when the one before removed them, and wait for the next event when it added them", () => {
    const { said } = bench(
      esp32,
      `var o = {}; function b() { print("b"); }
       o.on("x", function () { print("a"); o.removeListener("x", b); o.on("x", function () { print("new"); }); });
       o.on("x", b); o.on("x", function () { print("c"); });
       o.emit("x");
       var p = {}; p.on("y", function () { print("y"); p.on("y", function () { print("late"); }); });
       p.on("y", function () { print("z"); }); p.emit("y");`,
    );
    expect(said()).toEqual(["a", "b", "y", "z"]);
  });

  it("run for the events that were queued before removeAllListeners", () => {
    const { said } = bench(
      esp32,
      `var o = {}; o.on("x", function () { print(1); o.removeAllListeners("x"); }); o.on("x", function () { print(2); });
       o.emit("x"); o.emit("x");`,
    );
    expect(said()).toEqual(["1", "2", "1", "2"]);
  });

  it("are methods of every object, and a socket has no others than the board's", () => {
    const { board } = bench(esp32, `var s = require("net").connect({ port: 1 });`);
    expect(
      board.evaluate(
        `"write end read available pipe on emit addListener prependListener removeListener removeAllListeners".split(" ").filter(function (m) { return typeof s[m] !== "function"; })`,
      ),
    ).toBe("[  ]");
    expect(
      board.evaluate(
        `"destroy once off setTimeout setNoDelay setKeepAlive pause resume listenerCount".split(" ").filter(function (m) { return m in s; })`,
      ),
    ).toBe("[  ]");
  });

  it("are piped from a socket to what can write, and wait for its drain", () => {
    const { clock, link, board } = bench(
      esp32,
      `var s = require("net").connect({ port: 1 }), got = ""; s.pipe({ write: function (d) { got += d; } }, { chunkSize: 2, end: false });`,
    );
    link().events.received("hello");
    clock.advance(0);
    expect(board.evaluate("got")).toBe("hello");
  });
});
