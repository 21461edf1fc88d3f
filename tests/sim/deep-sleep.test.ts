/** Deep sleep and the watchdog on the virtual board: what goes, what stays, and how long it was awake. */
import { expect, it } from "vitest";
import { loadBoard } from "../../src/boards.js";
import { boot, type VirtualBoard } from "../../src/sim/board.js";
import { createFlash } from "../../src/sim/flash.js";
import { storageIn } from "../../src/sim/storage.js";
import { type VirtualClock, virtualClock } from "../../src/sim/virtual-clock.js";
import { ASSOCIATE_MS, DHCP_MS } from "../../src/sim/wifi-station.js";
import { fakeNetwork } from "./fakes.js";

interface Running {
  readonly board: VirtualBoard;
  readonly clock: VirtualClock;
  readonly network: ReturnType<typeof fakeNetwork>;
  readonly printed: string[];
  readonly lost: string[];
}

function run(code: string, id = "esp32"): Running {
  const clock = virtualClock();
  const network = fakeNetwork();
  const printed: string[] = [];
  const lost: string[] = [];
  const profile = loadBoard(id);
  const board = boot(code, profile, {
    clock,
    network,
    random: () => 0.5,
    serial: "01020304",
    onConsole: (line) => printed.push(line),
    storage: storageIn(createFlash(profile.storage), () => {}),
    losesRam: (why) => lost.push(why),
    longestRunMs: 100,
  });
  return { board, clock, network, printed, lost };
}

const sleepOf = { esp32: "ESP32.deepSleep", esp8266: 'require("ESP8266").deepSleep' } as const;

it.each(["esp32", "esp8266"] as const)("%s boots anew after a deep sleep: RAM is gone, Storage stays", (id) => {
  const { board, clock, printed, lost } = run(
    `var s=require("Storage"),n=(s.read("n")||"")+"x";s.write("n",n);print(n,typeof kept);kept=1;
     setInterval(function(){print("tick")},1000);setTimeout(function(){${sleepOf[id]}(5000000)},2500)`,
    id,
  );
  clock.advance(2_500);
  expect(printed.splice(0)).toEqual(["x undefined", "tick", "tick"]);
  expect([board.isAsleep(), lost]).toEqual([true, ["sleep"]]);
  clock.advance(4_999);
  expect(printed).toEqual([]);
  expect(board.evaluate("1")).toBe("");
  clock.advance(1);
  expect(printed.splice(0)).toEqual(["xx undefined"]);
  expect(board.isAsleep()).toBe(false);
  clock.advance(2_500);
  const [first, second] = board.sleeps;
  expect(first).toMatchObject({ awakeMs: 2_500, forMs: 5_000, wokeMs: (first?.atMs ?? 0) + 5_000 });
  expect(second).toMatchObject({ awakeMs: 2_500, forMs: 5_000, wokeMs: undefined });
});

it("an ESP32 does nothing behind deepSleep, an ESP8266 what stands there in its pass", () => {
  const code = (call: string) => `print("a");try{${call}(1e6|0)}catch(e){print("caught")}print("b")`;
  expect(run(code(sleepOf.esp32)).printed).toEqual(["a"]);
  const { board, clock, printed } = run(code(sleepOf.esp8266), "esp8266");
  expect(printed).toEqual(["a", "b"]);
  clock.advance(0);
  expect([printed, board.isAsleep()]).toEqual([["a", "b"], true]);
});

it("says what woke it: the chip's timer, or not", () => {
  const esp32 = run("print(ESP32.getWakeupCause());setTimeout(function(){ESP32.deepSleep(1e6)},10)");
  esp32.clock.advance(1_010);
  expect(esp32.printed).toEqual(["0", "4"]);
  esp32.clock.advance(10);
  esp32.board.reset();
  expect(esp32.printed).toEqual(["0", "4", "0"]);
  const esp8266 = run(
    'var E8=require("ESP8266");print(E8.getResetInfo().reason);setTimeout(function(){E8.deepSleep(1000000)},10)',
    "esp8266",
  );
  esp8266.clock.advance(1_010);
  expect(esp8266.printed).toEqual(["power on", "deep sleep"]);
});

it("an ESP32's clock goes on, an ESP8266's begins at 1970", () => {
  const code = (call: string) => `print(Math.floor(getTime()));setTimeout(function(){${call}(60000000)},1000)`;
  const kept = run(code(sleepOf.esp32));
  // a little more: the clock's own fractions add up
  kept.clock.advance(61_001);
  expect(Number(kept.printed[1]) - Number(kept.printed[0])).toBe(61);
  const lost = run(code(sleepOf.esp8266), "esp8266");
  lost.clock.advance(61_001);
  expect(lost.printed[1]).toBe("0");
});

it("35 minutes are the most: beyond 31 bits an ESP32 sleeps for ever, and an ESP8266 throws", () => {
  const most = run("ESP32.deepSleep(2147483647)");
  expect(most.board.sleeps[0]?.forMs).toBe(2_147_483.647);
  const beyond = run("ESP32.deepSleep(3600e6)");
  expect(beyond.board.sleeps[0]?.forMs).toBe(Number.POSITIVE_INFINITY);
  beyond.clock.advance(1e10);
  expect(beyond.board.isAsleep()).toBe(true);
  beyond.board.reset();
  expect(beyond.board.sleeps[0]?.wokeMs).toBeGreaterThan(1e10);
  const thrown = run('try{require("ESP8266").deepSleep(3600e6)}catch(e){print(e.message)}', "esp8266");
  thrown.clock.advance(1);
  expect([thrown.printed, thrown.board.isAsleep()]).toEqual([["Invalid microseconds"], false]);
});

it("the radio is off while it sleeps, and has to join again when it wakes", () => {
  const { board, clock, network } = run("setTimeout(function(){ESP32.deepSleep(1e6)},10)");
  expect(network.online).toBe(true);
  clock.advance(10);
  expect(board.wifi()).toBe(undefined);
  clock.advance(1_000);
  expect([network.online, board.wifi()]).toEqual([false, "joining"]);
  const staysUp = run("if(!ESP32.getWakeupCause())setTimeout(function(){ESP32.deepSleep(1e6)},10)");
  staysUp.clock.advance(1_010 + ASSOCIATE_MS + DHCP_MS);
  expect([staysUp.network.online, staysUp.board.wifi()]).toEqual([true, "joined"]);
});

it("a reset ends a sleep, and a power cut takes its timer with it", () => {
  const { board, clock } = run("if(!ESP32.getWakeupCause())ESP32.deepSleep(60e6)");
  clock.advance(20_000);
  board.powerOff();
  clock.advance(60_000);
  expect(board.isAsleep()).toBe(true);
  board.reset();
  expect(board.sleeps).toMatchObject([{ wokeMs: (board.sleeps[0]?.atMs ?? 0) + 80_000 }, { wokeMs: undefined }]);
});

it("is awake neither while it sleeps nor while it has no power", () => {
  const { board, clock } = run("setTimeout(function(){ESP32.deepSleep(60e6)},5000)");
  clock.advance(3_000);
  expect(board.awakeMs()).toBe(3_000);
  board.powerOff();
  clock.advance(3_600_000);
  expect(board.awakeMs()).toBe(3_000);
  board.reset();
  clock.advance(2_000);
  // The reset button takes no power.
  board.reset();
  clock.advance(5_000);
  expect([board.isAsleep(), board.awakeMs()]).toEqual([true, 10_000]);
  clock.advance(10_000);
  board.powerOff();
  clock.advance(3_600_000);
  expect(board.awakeMs()).toBe(10_000);
  board.reset();
  clock.advance(1_000);
  expect([board.sleeps.map(({ awakeMs }) => awakeMs), board.awakeMs()]).toEqual([[5_000], 11_000]);
});

it("a watchdog that nobody kicks resets an ESP32, and one that the firmware kicks does not", () => {
  const { clock, printed, lost } = run(
    "print(ESP32.getWakeupCause());E.enableWatchdog(3,false);setInterval(E.kickWatchdog,2000)",
  );
  clock.advance(60_000);
  expect([printed, lost]).toEqual([["0"], []]);
  const bitten = run("print(1);E.enableWatchdog(3,false);setInterval(function(){},100)");
  bitten.clock.advance(7_000);
  expect([bitten.printed, bitten.lost]).toEqual([
    ["1", "1", "1"],
    ["watchdog", "watchdog"],
  ]);
  const auto = run("print(1);E.enableWatchdog(3)");
  auto.clock.advance(60_000);
  expect(auto.printed).toEqual(["1"]);
});

it("a watchdog ends what never returns, also where the firmware kicks it", () => {
  const { board, clock, printed, lost } = run(
    'var s=require("Storage");print("boot");E.enableWatchdog(3);if(!s.read("n")){s.write("n","x");while(1);}',
  );
  expect(board.hangs()).toBe(true);
  clock.advance(3_000);
  expect([board.hangs(), printed, lost]).toEqual([false, ["boot", "boot"], ["watchdog"]]);
});

it("what is put onto a pin from outside is there when it wakes", () => {
  const { board, clock, printed } = run(
    "print(digitalRead(D4));if(!ESP32.getWakeupCause())setTimeout(function(){ESP32.deepSleep(1e6)},10)",
  );
  clock.advance(500);
  board.setPin("D4", true);
  expect(board.getPin("D4")).toBe(0);
  clock.advance(600);
  expect(printed).toEqual(["0", "1"]);
});
