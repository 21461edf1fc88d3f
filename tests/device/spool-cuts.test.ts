/**
 * `tagwire/spool`: the power goes at each byte that is written to flash, and no value that was taken is lost. The board
 * runs once with its writes taken down; for each byte there is then a board that finds in its flash what came ahead of it.
 */
import { expect, it } from "vitest";
import type { Flash } from "../../src/sim/flash.js";
import { bundleOf, type Device, device, pingReq, pingResp } from "../support/device.js";
import { values } from "../support/session.js";

const options = { bytes: 256 } as object;

/** What had happened once so many bytes were written. */
interface Happened<T> {
  readonly bytes: number;
  readonly what: T;
}

/** Values are numbers, in the order of their putting; the tags are two, of which one is long. */
function put(client: Device, n: number): boolean {
  return client.publishValue(n % 2 ? "t" : "temperature", n);
}

/** Connects if it has to, and answers until nothing waits; told of the values of each batch. */
function deliver(client: Device, said: (batch: number[]) => void): void {
  if (client.status().state !== "connected") client.accept();
  for (let turns = 0; turns < 50; turns++) {
    client.turn();
    const heard = client.heard();
    if (!heard.endsWith(pingReq)) return;
    said(values(heard).map(Number));
    client.say(pingResp);
  }
}

/** Takes down what is written to a board's flash, byte by byte. */
function writesOf(flash: Flash): { at: number; byte: number }[] {
  const writes: { at: number; byte: number }[] = [];
  const { write } = flash;
  Object.assign(flash, {
    write(at: number, bytes: string) {
      for (let index = 0; index < bytes.length; index++) writes.push({ at: at + index, byte: bytes.charCodeAt(index) });
      write(at, bytes);
    },
  });
  return writes;
}

it("a power cut at whatever byte loses nothing that was taken, and brings no more than one batch again", async () => {
  const code = await bundleOf("spooled", "esp32");
  const taken: Happened<number>[] = [];
  const batches: Happened<number[]>[] = [];
  const made: number[] = [];
  const first = await device("esp32", { code });
  const writes = writesOf(first.board.storage.flash);
  const happened = <T>(list: Happened<T>[], what: T) => list.push({ bytes: writes.length, what });
  const putMany = (from: number, to: number) => {
    for (let n = from; n <= to; n++) {
      expect(put(first, n)).toBe(true);
      happened(taken, n);
    }
  };
  // not where a page begins: a torn header there makes the board erase all
  first.board.storage.write("sketch", "print(1)");
  first.connect(options);
  made.push(writes.length);
  putMany(1, 3);
  deliver(first, (batch) => happened(batches, batch));
  putMany(4, 6);
  const before = writes.length;
  // more than half of the file is used: it is made anew
  deliver(first, (batch) => happened(batches, batch));
  made.push(before + 1, writes.length);
  putMany(7, 9);
  expect(batches.map(({ what }) => what)).toEqual([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  expect(writes.length).toBeGreaterThan(250);

  const client = await device("esp32", { code });
  const { flash } = client.board.storage;
  const image = new Uint8Array(flash.pageBytes).fill(255);
  const outcomes = { whole: 0, torn: 0, made: 0 };
  for (let bytes = 0; bytes <= writes.length; bytes++) {
    if (bytes > 0) {
      const { at = 0, byte = 0 } = writes[bytes - 1] ?? {};
      image[at] = (image[at] ?? 0) & byte;
    }
    flash.erasePage(0);
    flash.write(0, Buffer.from(image).toString("latin1"));
    client.board.reset();
    expect(client.connect(options)).toBeUndefined();
    const told = () => JSON.parse(client.board.evaluate("JSON.stringify(client.spooled())"));
    const spooled = told();
    const isMaking = bytes < (made[0] ?? 0) || (bytes >= (made[1] ?? 0) && bytes < (made[2] ?? 0));
    const got: number[] = [];
    const note = (batch: number[]) => got.push(...batch);
    expect([bytes, put(client, 10)]).toEqual([bytes, true]);
    // it was made at boot, or is as it was
    expect([bytes, told().made]).toEqual([bytes, spooled.made]);
    // a boot takes its time
    if (bytes % 4 === 0) {
      client.board.reset();
      client.connect(options);
    }
    expect(put(client, 11)).toBe(true);
    deliver(client, note);
    const { dropped, waiting } = client.status();
    expect([bytes, waiting, got]).toEqual([bytes, 0, [...got].sort((a, b) => a - b)]);
    expect([bytes, new Set(got).size]).toEqual([bytes, got.length]);

    const said = batches.filter((one) => one.bytes <= bytes).map(({ what }) => what);
    const wanted = taken.filter((one) => one.bytes <= bytes).map(({ what }) => what);
    const arrived = [...said.flat(), ...got];
    expect([bytes, arrived]).toEqual([bytes, expect.arrayContaining([...wanted, 10, 11])]);
    for (const value of said.slice(0, -1).flat())
      expect([bytes, got]).not.toEqual([bytes, expect.arrayContaining([value])]);
    // Of what was under way there may be all or nothing.
    for (const value of got.filter((one) => one < 10 && !wanted.includes(one))) expect(value).toBe(wanted.length + 1);
    expect([bytes, spooled.made > 0]).toEqual([bytes, isMaking]);
    expect(dropped).toBeLessThanOrEqual(isMaking ? 0 : 1);
    outcomes[isMaking ? "made" : dropped > 0 ? "torn" : "whole"]++;
  }
  expect(client.uncaught).toEqual([]);
  expect(outcomes.whole).toBeGreaterThan(100);
  expect(outcomes.torn).toBeGreaterThan(50);
  expect(outcomes.made).toBeGreaterThan(50);
});
