/** `tagwire/report`: when it reads, what it publishes of that, and what a `read` that fails does to it: nothing. */
import { describe, expect, it } from "vitest";
import { boardIds, bundleOf, type Device, device } from "../support/device.js";
import { values } from "../support/session.js";

interface Report {
  tag: string;
  good: number;
  failed: number;
  published: number;
}

describe.each(boardIds)("on %s", (id) => {
  /** A client that is connected, half a second ahead of a whole minute of its clock. */
  async function reporting(): Promise<Device> {
    const client = await device(id, { code: await bundleOf("reports", id) });
    expect(client.connect({ keepAliveS: 0 })).toBeUndefined();
    client.accept();
    client.clock.advance(59_500 - (client.clock.now() % 60_000));
    return client;
  }

  /** Starts a report whose `read` is that text; answers what it threw. */
  function report(client: Device, read: string, how: string, tag = "t"): string {
    return client.board.evaluate(`(function(){try{client.report("${tag}",${read},${how})}catch(e){return e}})()`);
  }

  const reports = (client: Device): Report[] =>
    (JSON.parse(client.board.evaluate("JSON.stringify(client.reports())")) as Report[]).map(
      ({ tag, good, failed, published }) => ({ tag, good, failed, published }),
    );

  const series = (...readings: unknown[]) =>
    `(function(){var a=[${readings.join()}];return function(done){return a.length>1?a.shift():a[0]}})()`;

  /** Lets so many whole seconds come; the values that were published. */
  function published(client: Device, seconds: number): string[] {
    let said = "";
    for (let n = 0; n < seconds; n++) {
      client.clock.advance(1_000 - ((client.clock.now() + 500) % 1_000));
      said += client.drain();
    }
    return values(said);
  }

  it("reads at once, then at the multiples of everyS, and publishes each reading", async () => {
    const client = await reporting();
    client.clock.advance(14_000);
    report(client, series(1, 2, 3, 4), "{everyS:10}");
    expect(published(client, 1)).toEqual(["1"]);
    expect(published(client, 4)).toEqual([]);
    expect(published(client, 2)).toEqual(["2"]);
    expect(published(client, 20)).toEqual(["3", "4"]);
    expect(reports(client)).toEqual([{ tag: "t", good: 4, failed: 0, published: 4 }]);
  });

  it("publishes what is off the last published value by delta or more", async () => {
    const client = await reporting();
    report(client, series(20, 20.4, 20.5, 20.9, 20.1, 20, 20), "{everyS:1,delta:0.5}");
    expect(published(client, 8)).toEqual(["20", "20.5", "20"]);
    expect(reports(client)[0]).toMatchObject({ good: 8, published: 3 });
  });

  it("publishes the mean of so many readings", async () => {
    const client = await reporting();
    report(client, series(1, 2, 6, 10, 20, 30, 0), "{everyS:1,average:3}");
    expect(published(client, 7)).toEqual(["3", "20"]);
  });

  it("publishes at least each heartbeatS, and counts it from the last value on", async () => {
    const client = await reporting();
    report(client, series(5, 5, 5, 9, 9), "{everyS:10,delta:1,heartbeatS:60}");
    const when: number[] = [];
    for (let second = 0; second < 200; second++) if (published(client, 1).length > 0) when.push(second);
    expect(when).toEqual([0, 30, 90, 150].map((second) => expect.closeTo(second, -0.5)));
  });

  it("a time that is set back brings the heartbeat at once, not after as much more", async () => {
    const client = await reporting();
    report(client, "function(){return 5}", "{everyS:10,delta:1,heartbeatS:60}");
    published(client, 20);
    client.board.evaluate("setTime(getTime()-3600)");
    expect(published(client, 15)).toEqual(["5"]);
    expect(published(client, 40)).toEqual([]);
    expect(published(client, 20)).toEqual(["5"]);
  });

  it("a heartbeat is due ahead of the first mean, too", async () => {
    const client = await reporting();
    report(client, series(2, 4), "{everyS:10,average:60,heartbeatS:60}");
    const when: number[] = [];
    for (let second = 0; second < 130; second++) if (published(client, 1).length > 0) when.push(second);
    expect(when).toEqual([60, 120].map((second) => expect.closeTo(second, -0.5)));
  });

  it("the heartbeat of one report is not that of another, whatever becomes of the time", async () => {
    const client = await reporting();
    report(client, "function(){return 1}", "{everyS:10,delta:1}", "quiet");
    report(client, "function(){return 2}", "{everyS:10,delta:1,heartbeatS:60}", "beating");
    expect(published(client, 1)).toEqual(["1", "2"]);
    client.board.evaluate("setTime(getTime()-3600)");
    expect(published(client, 30)).toEqual(["2"]);
  });

  it("a heartbeat gives the mean as far as it has come, once readings were missing", async () => {
    const client = await reporting();
    report(client, series(1, 3, "NaN", "NaN", "NaN", 5, 7), "{everyS:1,average:2,delta:100,heartbeatS:4}");
    expect(published(client, 7)).toEqual(["2", "5"]);
  });

  it.each([
    ["throws", 'function(){throw new Error("no sensor")}'],
    ["gives NaN", "function(){return NaN}"],
    ["gives Infinity", "function(){return 1/0}"],
    ["gives null", "function(){return null}"],
    ["gives text", 'function(){return "21"}'],
    ["gives nothing and never calls back", "function(done){}"],
    ["calls back with NaN", "function(done){setTimeout(done,10,NaN)}"],
    ["calls back and throws", 'function(done){setTimeout(function(){throw new Error("late")},10)}'],
  ])("a read that %s is counted, publishes nothing and stops nothing", async (_, read) => {
    const client = await reporting();
    report(client, read, "{everyS:1}");
    report(client, "function(){return 7}", "{everyS:1}", "other");
    expect(published(client, 5)).toEqual(["7", "7", "7", "7", "7"]);
    expect(reports(client)).toEqual([
      { tag: "t", good: 0, failed: 5, published: 0 },
      { tag: "other", good: 5, failed: 0, published: 5 },
    ]);
    expect(client.status().dropped).toBe(0);
  });

  it("a read that is no function is told each time, and counted", async () => {
    const client = await reporting();
    report(client, "undefined", "{everyS:1}");
    report(client, "function(){return 7}", "{everyS:1}", "other");
    expect(published(client, 3)).toEqual(["7", "7", "7"]);
    expect(reports(client)[0]).toMatchObject({ good: 0, failed: 3 });
    expect(client.uncaught.length).toBe(3);
  });

  it("a read may answer later, once for each period", async () => {
    const client = await reporting();
    client.board.evaluate("var count=0");
    report(client, "function(done){var v=++count;setTimeout(done,400,v);setTimeout(done,600,v+100)}", "{everyS:1}");
    expect(published(client, 4)).toEqual(["1", "2", "3", "4"]);
    expect(reports(client)[0]).toMatchObject({ good: 4, failed: 0, published: 4 });
  });

  it("an answer that is later than its period counts for the one in which it comes", async () => {
    const client = await reporting();
    client.board.evaluate("var count=0");
    report(client, "function(done){setTimeout(done,1500,++count)}", "{everyS:1}");
    expect(published(client, 6)).toEqual(["1", "2", "3", "4", "5"]);
    expect(reports(client)[0]).toMatchObject({ good: 5, failed: 1 });
  });

  it("a value that is not taken is not the last one", async () => {
    const client = await device(id, { code: await bundleOf("reports", id) });
    report(client, "function(){return 5}", "{everyS:1,delta:1}");
    client.clock.advance(2_900);
    expect(reports(client)).toEqual([{ tag: "t", good: 3, failed: 0, published: 0 }]);
    expect(client.status().dropped).toBe(3);
    client.connect();
    client.accept();
    expect(published(client, 4)).toEqual(["5"]);
  });

  it.each(["0", "-1", "NaN", "undefined"])("everyS %s throws, and nothing runs", async (everyS) => {
    const client = await reporting();
    expect(report(client, "function(){return 7}", `{everyS:${everyS}}`)).toBe(`everyS: ${everyS}`);
    expect(reports(client)).toEqual([]);
    expect(client.board.timers()).toBe(1);
  });

  it("a setTime in between shifts the next reading, and no reading comes twice", async () => {
    const client = await reporting();
    report(client, "getTime", "{everyS:10}");
    published(client, 5);
    for (const time of [100, 1.8e9 + 3, 1.7e9 + 9.9, 1.8e9 + 4.9]) {
      client.board.evaluate(`setTime(${time})`);
      const times = published(client, 40).map(Number);
      expect(times.length).toBeGreaterThanOrEqual(3);
      expect(times.length).toBeLessThanOrEqual(5);
      for (const at of times.slice(1)) expect(at % 10).toBeCloseTo(0, 1);
    }
  });

  it("grows by nothing: one timer for each report, whatever happens", async () => {
    const client = await reporting();
    report(client, "function(){return 7}", "{everyS:1}");
    report(client, "function(done){}", "{everyS:0.25,average:3,delta:1,heartbeatS:9}", "u");
    published(client, 60);
    client.clock.step(3_600_000);
    published(client, 10);
    expect(client.board.timers()).toBe(3);
  });
});
