/** Faults as they are written: what is taken, and what is said of a mistake. */

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checkFault, faultKinds, fieldsOf } from "../../src/broker/faults/fault.js";
import { readFault, readFaults } from "../../src/broker/faults/spelling.js";

describe("a fault", () => {
  it("may be JSON or short, which mean the same", () => {
    const fault = { kind: "withhold", packet: "PINGRESP", client: "greenhouse", times: 2 };
    expect(readFault('{"kind":"withhold","packet":"PINGRESP","client":"greenhouse","times":2}')).toEqual(fault);
    expect(readFault(" withhold, packet=PINGRESP, client=greenhouse, times=2 ")).toEqual(fault);
  });

  it("says what was left out, once it is checked", () => {
    expect(readFault("cut,packet=PINGRESP")).toEqual({
      kind: "cut",
      packet: "PINGRESP",
      where: "middle",
      direction: "down",
      how: "close",
    });
    expect(readFault("half-open")).toEqual({ kind: "half-open", direction: "both" });
  });

  it("takes an identifier of digits as the text that it is", () => {
    expect(readFault("silence,client=12")).toEqual({ kind: "silence", client: "12" });
  });

  it.each([
    ["refuze,returnCode=3", `kind is "refuze", wanted one of ${faultKinds.join(", ")}`],
    ["refuse", "returnCode is missing, wanted a whole number from 1 to 5"],
    ["refuse,returnCode=6", "returnCode is 6, wanted a whole number from 1 to 5"],
    ["refuse,returnCode=x", 'returnCode is "x", wanted a whole number from 1 to 5'],
    ["refuse,returnCode=3,code=3", `refuse has no "code", wanted ${fieldsOf("refuse")}`],
    ["refuse,returnCode", '"returnCode" has no =, wanted field=value between commas'],
    ["refuse,returnCode=3,returnCode=4", '"returnCode" stands there twice, wanted once'],
    ["withhold,packet=PING", 'packet is "PING", wanted one of CONNACK, PUBACK'],
    ["half-open,direction=in", 'direction is "in", wanted one of up, down, both'],
    ["cut,packet=PINGRESP,afterBytes=3", "wanted either afterBytes or packet, not both"],
    ["cut,packet=PINGRESP,direction=up", "wanted a direction in which that packet goes"],
    ["cut,where=after", "wanted where only beside packet"],
    ["forbid,filter=a#", 'filter is "a#", wanted a topic filter'],
    ["silence,forMs=0", "forMs is 0, wanted a whole number from 1 to 86400000"],
    ["silence,id=a b", 'id is "a b", wanted 1 to 64 letters, digits and any of . _ -'],
    ['{"kind":"silence"', "the text begins with { and is no JSON, wanted a whole object on one line"],
    ['{"kind":"silence","client":""}', 'client is "", wanted a text of 1 to 256 characters'],
    ['{"kind":"\\u001b[2J"}', 'kind is "\\u001b[2J", wanted one of'],
  ])("%s is refused: %s", (text, said) => {
    expect(() => readFault(text)).toThrow(said);
  });

  it.each([[[]], ["silence"], [null], [7]])("%j is refused as an object", (form) => {
    expect(() => checkFault(form)).toThrow("wanted an object with kind");
  });
});

describe("a file of faults", () => {
  it("has one on each line, and comments", () => {
    const text = '# a bad day\n\nrefuse,returnCode=3,times=2\r\n  {"kind":"silence","afterMs":5000}\n';
    expect(readFaults(text)).toEqual([
      { kind: "refuse", returnCode: 3, times: 2 },
      { kind: "silence", afterMs: 5000 },
    ]);
  });

  it.each([
    ["silence\n\nrefuse,returnCode=9\n", 3, "returnCode is 9, wanted a whole number from 1 to 5"],
    ["silence,id=a\nsilence,id=a\n", 2, 'id is "a" a second time, wanted another one'],
    ["[\n", 1, 'kind is "[", wanted one of'],
  ])("%j is refused at its line", (text, line, said) => {
    const read = readFaults(text);
    expect(read).toMatchObject({ line });
    expect((read as { text: string }).text).toContain(said);
  });
});

describe("docs/faults.md", () => {
  const docs = readFileSync(new URL("../../docs/faults.md", import.meta.url), "utf8");

  it.each(faultKinds.map((kind) => [kind]))("has a row for %s that names its own fields", (kind) => {
    const row = docs.split("\n").find((line) => line.startsWith(`| \`${kind}\``)) ?? "";
    const own = fieldsOf(kind).split(", ").slice(7);
    for (const field of own) expect(row).toContain(`\`${field}\``);
    expect(row).not.toBe("");
  });

  it("has a row for every field that all have", () => {
    for (const field of fieldsOf("silence").split(", ").slice(1)) expect(docs).toContain(`| \`${field}\``);
  });

  it("shows only faults that are ones", () => {
    const shown = [...docs.matchAll(/--fault '?([^'\s]+)'?/g)].map(([, text = ""]) => text);
    expect(shown).toHaveLength(4);
    for (const text of shown) expect(() => readFault(text)).not.toThrow();
  });
});
