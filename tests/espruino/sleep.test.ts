/**
 * `tagwire/sleep` on the real interpreter, whose chip is a stand-in that prints how long it would sleep: a cycle against
 * real brokers, and boots one after the other with the flash that the last one left.
 */
import { afterEach, describe, expect, it } from "vitest";
import { brokerKinds } from "../support/brokers.js";
import { bundleOf } from "../support/device.js";
import { interpreters, runOnInterpreter } from "./interpreter.js";

const { board } = interpreters();

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

type Chip = "esp32" | "esp8266";
const chips: readonly Chip[] = ["esp32", "esp8266"];

/** What stands for the chip; `woke` is whether it comes out of a sleep. */
function standIn(chip: Chip, woke: boolean): string {
  const sleep = 'function(us){print("asleep",us|0,us===(us|0),require("Storage").list().join());quit()}';
  if (chip === "esp32") return `var ESP32={deepSleep:${sleep},getWakeupCause:function(){return ${woke ? 4 : 0}}};`;
  const reason = woke ? "deep sleep" : "power on";
  return `Modules.addCached("ESP8266",function(){exports.deepSleep=${sleep};exports.getResetInfo=function(){return{reason:"${reason}"}}});`;
}

/** Boots once, with that flash; answers what was printed up to a line that begins so, and the flash. */
async function bootOnce(chip: Chip, woke: boolean, port: number, flash: Buffer, until: string) {
  const { lines, files } = await runOnInterpreter(
    board ?? "",
    `var PORT=${port};${standIn(chip, woke)}\n${await bundleOf("asleep/interpreter", chip)}`,
    { deadlineMs: 25_000, until: (line) => line.startsWith(until), files: { "espruino.flash": flash } },
  );
  return { lines, flash: files["espruino.flash"] as Buffer };
}
const emptyFlash = Buffer.alloc(262_144, 0xff);

describe.each(chips)("as %s", (chip) => {
  describe.each(brokerKinds)("against $name", (kind) => {
    it.skipIf(!board || kind.missing)("a cycle", async () => {
      const peer = await kind.start();
      stops.push(() => peer.stop());
      const { lines } = await bootOnce(chip, false, peer.port, emptyFlash, "asleep");
      expect(peer.arrived.map(({ message }) => message)).toEqual(['{"value":"é"}']);
      expect(lines[0]).toBe("read");
      const [, us, isWhole, files] = (lines.at(-1) ?? "").split(" ");
      // An ESP8266 begins with what is over the whole steps, and keeps a file for those.
      if (chip === "esp8266") expect([us, isWhole]).toEqual([String((18_000 - 8 * 2_147) * 1e6), "true"]);
      else expect(Number(us)).toBeLessThanOrEqual(2_147_000_000);
      expect(files).toBe(chip === "esp8266" ? "sleep.steps" : "");
    });
  });

  it.skipIf(!board)("boots that confirm nothing are counted in flash, and the eleventh sleeps at once", async () => {
    let flash: Buffer = emptyFlash;
    for (let boot = 1; boot <= 10; boot++) {
      const booted = await bootOnce(chip, false, 1, flash, "read");
      flash = booted.flash;
      expect(booted.lines).toContain("read");
      expect(flash.indexOf("sleep.boots")).toBeGreaterThanOrEqual(0);
    }
    const last = await bootOnce(chip, false, 1, flash, "asleep");
    // The stand-in returns, so the sketch goes on to connect; but it does not read.
    expect(last.lines[0]).toMatch(/^asleep /);
    expect(last.lines).not.toContain("read");
  });
});

it.skipIf(!board)("an ESP8266 sleeps on until the last step is over, and then reads", async () => {
  const kind = brokerKinds.find(({ missing }) => !missing);
  const peer = await (kind as (typeof brokerKinds)[number]).start();
  stops.push(() => peer.stop());
  let { flash } = await bootOnce("esp8266", false, peer.port, emptyFlash, "asleep");
  for (let step = 1; step <= 8; step++) {
    const booted = await bootOnce("esp8266", true, peer.port, flash, "asleep");
    expect(booted.lines).toEqual(["asleep 2147000000 true sleep.steps"]);
    flash = booted.flash;
  }
  const { lines } = await bootOnce("esp8266", true, peer.port, flash, "asleep");
  expect(lines[0]).toBe("read");
  expect(peer.arrived.length).toBe(2);
});
