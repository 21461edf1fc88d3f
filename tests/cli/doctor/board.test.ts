/** `tagwire doctor` of the board on a port. */
import { expect, it } from "vitest";
import { loadBoard } from "../../../src/boards.js";
import { startVirtualBoard } from "../../../src/sim/console-host.js";
import { MARKS } from "../../../src/upload/slots.js";
import { ask, askAt, of, server } from "../../support/findings.js";

it("says which board, firmware and sketch there are, and disturbs nothing", async () => {
  const script = "var ticks=0;setInterval(function(){ticks++},5);";
  const { findings, running } = await ask({ files: { ".bootcde": script } });
  expect(findings.map(({ check, state }) => `${check} ${state}`)).toEqual(["board ok", "firmware ok", "storage ok"]);
  expect(findings[0]?.sentence).toContain("is ESP32 (--board esp32), Espruino 2v29");
  expect(findings[2]?.sentence).toContain("other code boots there");
  expect(Number(running.board.evaluate("ticks"))).toBeGreaterThan(0);
});

it("the firmware is too old", async () => {
  const { findings } = await ask({ files: { ".boot0": 'process.env.VERSION="2v19.1"' } });
  expect(of("firmware", findings)).toMatchObject({ state: "problem" });
  expect(of("firmware", findings)?.sentence).toMatch(/has Espruino 2v19\.1; wanted is 2v20 or newer/);
});

it("the board is none that is known", async () => {
  const { findings } = await ask({ files: { ".boot0": 'process.env.BOARD="PICO_R1_3"' } });
  expect(of("board", findings)).toMatchObject({ state: "problem" });
  expect(of("board", findings)?.sentence).toContain("says that it is PICO_R1_3");
});

it("saved code is in the way", async () => {
  const { findings } = await ask({ files: { ".bootrst": "1" } });
  expect(of("storage", findings)).toMatchObject({
    state: "problem",
    remedy: 'On the board\'s console: require("Storage").erase(".bootrst")',
  });
});

it.each([
  ["0.+", "ok", "a sketch of 4 bytes runs"],
  ["0.+.", "warning", "has not come to its first idle pass"],
])("a sketch whose marks are %s is a case of %s", async (marks, state, sentence) => {
  const { findings } = await ask({ files: { "tw.a": `a=1;${marks.padEnd(MARKS, "\xff")}` } });
  expect(of("storage", findings)).toMatchObject({ state });
  expect(of("storage", findings)?.sentence).toContain(sentence);
});

it("nothing listens on the port", async () => {
  const gone = await startVirtualBoard({ board: loadBoard("esp32") });
  await gone.close();
  const { findings, asked } = await askAt(gone.url);
  expect(asked).toBeUndefined();
  expect(findings).toMatchObject([{ check: "board", state: "problem" }]);
  expect(findings[0]?.sentence).toMatch(/can't be reached: .*ECONNREFUSED/);
});

it("what is on the port is no board", async () => {
  const { port } = await server((socket) => socket.on("data", () => socket.write("login: \r\n")));
  const { findings } = await askAt(`tcp://127.0.0.1:${port}`, 300);
  expect(findings).toMatchObject([{ check: "board", state: "problem" }]);
  expect(findings[0]?.sentence).toMatch(/does not answer as Espruino's console does: what comes back is "login:"/);
});

it("what is on the port says nothing", async () => {
  const { port } = await server(() => {});
  const { findings } = await askAt(`tcp://127.0.0.1:${port}`, 300);
  expect(findings[0]?.sentence).toMatch(/nothing comes back/);
});

it("what is on the port hangs up", async () => {
  const { port } = await server((socket) => socket.end());
  const { findings } = await askAt(`tcp://127.0.0.1:${port}`, 1000);
  expect(findings).toMatchObject([{ check: "board", state: "problem" }]);
});
