/** What is heard of what a board prints. */
import { describe, expect, it } from "vitest";
import { type Heard, makeEar } from "../../src/monitor/heard.js";

/** What is heard of these bytes, in pieces of one line, and of these lines typed before. */
function heardOf(bytes: string, typed: readonly string[] = []): Heard[] {
  const heard: Heard[] = [];
  const ear = makeEar((one) => heard.push(one));
  for (const line of typed) ear.typed(line);
  for (const line of bytes.match(/[^\n]*\n/g) ?? []) ear.hear(line);
  ear.flush();
  return heard;
}

const lines = (heard: readonly Heard[]) => heard.map((one) => (one.heard === "restart" ? one.version : one.text));

describe("the ear", () => {
  it("leaves out prompts and the redrawing of the line that is typed", () => {
    const bytes = "\r\x1b[Jhello\r\n>\r\x1b[Jagain\r\n>\r\n\r\n>\r\x1b[J\r\x1b[Jthird > 2\r\n";
    expect(lines(heardOf(bytes))).toEqual(["hello", "again", "third > 2"]);
  });

  it("reads bytes as UTF-8 where they are that", () => {
    expect(lines(heardOf(`${Buffer.from("21 °C", "utf8").toString("latin1")}\r\n21 \xb0C\r\n`))).toEqual([
      "21 °C",
      "21 °C",
    ]);
  });

  it("hears a restart in the greeting, and nothing else there", () => {
    const greeting =
      "\r\n ____                 _ \r\n|  __|___ ___ ___ _ _|_|___ ___ \r\n|  __|_ -| . |  _| | | |   | . |\r\n|____|___|  _|_| |___|_|_|_|___|\r\n         |_| espruino.com\r\n 2v29.277 (c) 2026 G.Williams\r\n\r\nEspruino is Open Source. Our work is supported\r\nonly by sales of official boards and donations:\r\nhttp://espruino.com/Donate\r\n\r\n>\r\x1b[Jhello\r\n";
    expect(heardOf(greeting)).toEqual([
      { heard: "restart", version: "2v29.277" },
      { heard: "line", text: "hello" },
    ]);
  });

  it("hears a frame with what stands below it, be the script's line there or empty", () => {
    const bytes =
      "\r\x1b[JUncaught Error: no\r\n    at t (tw.a:1:21)\r\nvar t=n.read();\r\n       ^\r\n    at tw.a:1:345\r\n\r\n   ^\r\n>\r\x1b[Jon\r\n";
    const frame = (column: number) => ({ file: "tw.a", line: 1, column });
    expect(heardOf(bytes)).toEqual([
      { heard: "line", text: "Uncaught Error: no" },
      { heard: "frame", text: "    at t (tw.a:1:21)", frame: frame(21), below: ["var t=n.read();", "       ^"] },
      { heard: "frame", text: "    at tw.a:1:345", frame: frame(345), below: ["   ^"] },
      { heard: "line", text: "on" },
    ]);
  });

  it("keeps every line of a sketch that prints what looks like a frame", () => {
    const bytes = "    at tw.a:1:2\r\none\r\ntwo\r\nthree\r\n    at tw.a:1:2\r\n    at tw.a:1:3\r\n";
    const heard = heardOf(bytes);
    const all = heard.flatMap((one) => (one.heard === "frame" ? [one.text, ...one.below] : lines([one])));
    expect(all).toEqual(bytes.split("\r\n").slice(0, -1));
  });

  it("leaves out the echo of what was typed here, once", () => {
    expect(lines(heardOf(">1+1\r\n=2\r\n>\r\x1b[J1+1\r\n", ["1+1"]))).toEqual(["=2", "1+1"]);
  });
});
