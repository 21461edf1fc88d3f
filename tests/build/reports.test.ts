/** The options of `report` that the build can see: a wrong one is refused, and what no report uses is left out. */
import { expect, it } from "vitest";
import { loadBoard } from "../../src/boards.js";
import { type Reporting, reporting } from "../../src/build/reports.js";
import { Complaint } from "../../src/complaint.js";
import { bundleOf, inProgram } from "./sketch.js";

const sketch = (reports: string) => `import { connect } from "tagwire";
import { report, reports } from "tagwire/report";
const late = (done: (reading: number) => void): void => { setTimeout(() => done(1), 10); };
const read = () => 1;
const five = 5 * Math.random();
connect({ host: "h", key: "k", device: "d" });
${reports}
`;
const one = (options: string) => sketch(`report("t", read, ${options});`);

/** What the build makes of a sketch's reports, with that pace of `connect`. */
const seen = (source: string, paceMs?: number): Promise<Reporting> =>
  inProgram(source, (program) => reporting(program, paceMs, loadBoard("esp32")));

async function refused(source: string, paceMs?: number): Promise<string> {
  const complaint = await seen(source, paceMs).catch((error: unknown) => error);
  expect(complaint).toBeInstanceOf(Complaint);
  return (complaint as Complaint).sentence;
}

it.each([
  ["{ everyS: 0 }", "everyS is 0; wanted is a number of seconds, more than 0 and at most 86400"],
  ["{ everyS: -5 }", "everyS is -5; wanted is a number of seconds, more than 0 and at most 86400"],
  ["{ everyS: 100000 }", "everyS is 100000; wanted is a number of seconds, more than 0 and at most 86400"],
  ["{ everyS: 60, heartbeatS: 30 }", "heartbeatS is 30; wanted is a number of seconds from everyS to 86400"],
  ["{ everyS: five, heartbeatS: 0 }", "heartbeatS is 0; wanted is a number of seconds from everyS to 86400"],
  ["{ everyS: 60, average: 0 }", "average is 0; wanted is a whole number of readings from 1 to 65535"],
  ["{ everyS: 60, average: 2.5 }", "average is 2.5; wanted is a whole number of readings from 1 to 65535"],
  ["{ everyS: 60, delta: -1 }", "delta is -1; wanted is a number, 0 or more"],
])("%s is refused", async (options, sentence) => {
  expect(await refused(one(options))).toContain(sentence);
});

it.each(["7", '"read"', "undefined", "() => 'text'"])("a read that is %s is no function that reads", async (read) => {
  expect(await refused(sketch(`report("t", ${read}, { everyS: 60 });`))).toMatch(/not assignable .*TS2345|TS2322/s);
});

it("an everyS that is shorter than paceMs is refused as the sketch is built", async () => {
  const source = one("{ everyS: 5 }").replace('"d" }', '"d", paceMs: 15000 }');
  const complaint = await bundleOf(source, "esp32").catch((error: unknown) => error);
  expect((complaint as Complaint).sentence).toContain(
    "everyS is 5, and with it the reports come to a value each 5 s, while paceMs lets one go each 15 s; wanted is 15 s or more, by everyS, average or delta",
  );
});

it("so are reports that only together come to more values than paceMs lets go", async () => {
  const two = 'report("t", read, { everyS: 20 });\nreport("u", read, { everyS: 5, average: 3 });';
  expect(await refused(sketch(two), 15_000)).toContain(
    "everyS is 5, and with it the reports come to a value each 8.57 s,",
  );
  await seen(sketch(two));
});

it.each(["{ everyS: 15 }", "{ everyS: 5, average: 3 }", "{ everyS: 5, delta: 0.5 }", "{ everyS: five }"])(
  "%s keeps a pace of 15 s, as far as the build can see",
  async (options) => {
    await seen(one(options), 15_000);
  },
);

it("what no report uses is left out, and what can't be seen stays", async () => {
  const none = {
    reportsUnchecked: false,
    reportsLate: false,
    reportsAverage: false,
    reportsDelta: false,
    reportsHeartbeat: false,
    reportsCounted: false,
  };
  expect(await seen(sketch(""))).toEqual(none);
  expect(await seen(one("{ everyS: 60 }"))).toEqual(none);
  expect(await seen(one("{ everyS: five }"))).toEqual({ ...none, reportsUnchecked: true });
  expect(await seen(one("{ everyS: 60, average: 3 }"))).toEqual({ ...none, reportsAverage: true });
  expect(await seen(one("{ everyS: 60, delta: 3 }"))).toEqual({ ...none, reportsDelta: true });
  expect(await seen(one("{ everyS: 60, heartbeatS: 600 }"))).toEqual({ ...none, reportsHeartbeat: true });
  expect(await seen(sketch('report("t", late, { everyS: 60 });'))).toEqual({ ...none, reportsLate: true });
  expect(await seen(sketch("print(reports());"))).toEqual({ ...none, reportsCounted: true });
  const all = { ...none, reportsUnchecked: true, reportsAverage: true, reportsDelta: true, reportsHeartbeat: true };
  expect(await seen(sketch('const how = { everyS: 60 };\nreport("t", read, how);'))).toEqual(all);
  expect(await seen(sketch("const other = report;\nprint(other);"))).toEqual({ ...all, reportsLate: true });
});

it("the script has what its reports use, and no more", async () => {
  const { code: least } = await bundleOf(one("{ everyS: 60 }"), "esp32");
  const { code: most } = await bundleOf(
    sketch('report("t", late, { everyS: five, average: 3, delta: 2, heartbeatS: 600 });\nprint(reports());'),
    "esp32",
  );
  for (const part of ["everyS: ", ".bind(", ".failed", ".sum", ".delta", ".heartbeatS"]) {
    expect(least).not.toContain(part);
    expect(most).toContain(part);
  }
});
