/** Faults by HTTP, and by the test API, on a broker that runs. */

import { connectAsync } from "mqtt";
import { afterEach, describe, expect, it } from "vitest";
import type { BrokerEvent } from "../../src/broker/event.js";
import { startBroker, type TestBroker, type TestBrokerOptions } from "../../src/broker/test-broker.js";
import { ask } from "../support/http.js";

const brokers: TestBroker[] = [];
afterEach(async () => {
  await Promise.all(brokers.splice(0).map((broker) => broker.close()));
});

async function start(options: TestBrokerOptions = {}) {
  const broker = await startBroker({ httpPort: 0, ...options });
  brokers.push(broker);
  const json = async (method: string, path: string, body?: unknown) => {
    const headers = { "Content-Type": "application/json" };
    const answer = await ask(broker.httpUrl ?? "", path, {
      method,
      headers,
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    return { status: answer.status, location: answer.headers.location, said: JSON.parse(answer.body) as unknown };
  };
  return { broker, json };
}

describe("faults by HTTP", () => {
  it("are put, listed, read and removed", async () => {
    const { json } = await start();
    expect(await json("GET", "/faults")).toMatchObject({ status: 200, said: [] });
    const fault = { kind: "refuse", returnCode: 3, client: "victim" };
    const put = await json("POST", "/faults", fault);
    expect(put).toMatchObject({ status: 201, location: "/faults/F1", said: { ...fault, id: "F1", acted: 0 } });
    expect(await json("PUT", "/faults/mine", { kind: "silence", forMs: 60_000 })).toMatchObject({
      status: 201,
      location: "/faults/mine",
      said: { kind: "silence", id: "mine", phase: "active", endsInMs: 60_000 },
    });
    expect(await json("POST", "/faults", '"drip,everyMs=10,client=victim"')).toMatchObject({ status: 201 });
    expect(await json("GET", "/faults/F1")).toMatchObject({ status: 200, said: { ...fault, id: "F1" } });
    expect(await json("DELETE", "/faults/F1")).toMatchObject({ status: 200, said: [{ id: "mine" }, { id: "F2" }] });
    expect(await json("DELETE", "/faults/F1")).toMatchObject({ status: 404, said: { ids: ["mine", "F2"] } });
    expect(await json("DELETE", "/faults")).toMatchObject({ status: 200, said: [] });
  });

  it.each([
    ["POST", "/faults", { kind: "refuze" }, 'kind is "refuze", wanted one of refuse, silence'],
    ["POST", "/faults", { kind: "refuse" }, "returnCode is missing, wanted a whole number from 1 to 5"],
    ["POST", "/faults", "{", "the body is no JSON, wanted an object"],
    ["POST", "/faults", [], "the fault is [], wanted an object with kind"],
    ["PUT", "/faults/a%20b", { kind: "silence" }, 'id is "a b", wanted 1 to 64 letters'],
    ["PUT", "/faults/a", "7", "the fault is no object, wanted one"],
  ])("%s %s of %j is refused", async (method, path, body, said) => {
    const { json } = await start();
    expect(await json(method, path, body)).toMatchObject({
      status: 400,
      said: { text: expect.stringContaining(said) },
    });
    expect(await json("GET", "/faults")).toMatchObject({ said: [] });
  });

  it("is refused where the id is taken", async () => {
    const { json } = await start({ faults: ["silence,id=mine,client=nobody"] });
    expect(await json("PUT", "/faults/mine", { kind: "silence" })).toMatchObject({ status: 400 });
  });

  it("act at once", async () => {
    const { broker, json } = await start();
    await json("PUT", "/faults/no", { kind: "refuse", returnCode: 3, client: "victim" });
    const options = { clientId: "victim", reconnectPeriod: 0 };
    await expect(connectAsync(broker.url, options)).rejects.toMatchObject({ code: 3 });
    await json("DELETE", "/faults/no");
    const client = await connectAsync(broker.url, options);
    await client.endAsync();
  });
});

describe("faults by the test API", () => {
  it("are those of the options at first, and are put and removed", async () => {
    const { broker } = await start({ faults: ["refuse,returnCode=2,client=victim", { kind: "silence", client: "x" }] });
    expect(broker.faults.list()).toMatchObject([{ id: "F1" }, { id: "F2" }]);
    expect(broker.faults.remove("F1")).toBe(true);
    expect(broker.faults.remove("F1")).toBe(false);
    expect(broker.faults.put("restart,state=lost,forMs=1000")).toMatchObject({ state: "lost", phase: "active" });
    expect(broker.faults.put({ kind: "delay", ms: 5 })).toMatchObject({ id: "F4", direction: "down" });
    expect(() => broker.faults.put("delay")).toThrow("ms is missing, wanted a whole number from 1 to 86400000");
  });

  it("end at their time, though nobody connects", async () => {
    const ended = new Promise<BrokerEvent>((resolve) => {
      const onEvent = (event: BrokerEvent) => void (event.event === "fault" && resolve(event));
      void start({ faults: ["silence,forMs=20"], onEvent });
    });
    expect(await ended).toMatchObject({ fault: "F1", what: "ended" });
    expect(brokers[0]?.faults.list()).toEqual([]);
  });

  it("leave no timer behind when the broker is closed", async () => {
    const { broker } = await start({ faults: ["delay,ms=60000,direction=both", "restart,afterMs=60000"] });
    const client = await connectAsync({
      host: broker.host,
      port: broker.port,
      reconnectPeriod: 0,
      connectTimeout: 100,
    }).catch(() => undefined);
    expect(client).toBeUndefined();
    await broker.close();
    brokers.length = 0;
    expect(process.getActiveResourcesInfo().filter((name) => name === "Timeout")).toEqual([]);
  });
});
