/** A list of hosts: the next one after each failure, and the same one again where it has confirmed a value. */
import { describe, expect, it } from "vitest";
import { bundleOf as built } from "../build/sketch.js";
import { accepted, boardIds, connack, type Device, device, pingResp, preamble } from "../support/device.js";

/** The hosts that were asked for, in order. */
function asked(client: Device): string[] {
  return client.network.links.map(({ host }) => host);
}

/** Lets the next connection stand and fail. */
function failNext(client: Device, how: "closed" | "reset" | number = "closed"): void {
  const before = client.network.links.length;
  for (let ms = 0; client.network.links.length === before && ms <= 15_000; ms += 5) client.clock.advance(5);
  client.stand();
  if (typeof how === "number") client.say(connack(how));
  else client.cut(how);
}

/** The newest connection confirms a value. */
function confirmOne(client: Device): void {
  client.publishValue("t", 1);
  client.turn();
  client.say(pingResp);
}

const host = ["one", "192.168.1.2", "three"];

describe.each(boardIds)("on %s", (id) => {
  it("each failure leads to the next, and the last to the first", async () => {
    const client = await device(id);
    client.connect({ host });
    client.turn();
    client.stand();
    client.cut();
    for (const how of ["reset", 5, "closed", "closed"] as const) failNext(client, how);
    expect(asked(client)).toEqual(["one", "192.168.1.2", "three", "one", "192.168.1.2"]);
  });

  it("a CONNACK alone does not count as working", async () => {
    const client = await device(id);
    client.connect({ host });
    client.accept();
    client.cut();
    client.accept();
    expect(asked(client)).toEqual(["one", "192.168.1.2"]);
  });

  it("one that has confirmed a value is tried again first, once", async () => {
    const client = await device(id);
    client.connect({ host });
    client.turn();
    client.stand();
    client.cut();
    client.accept();
    confirmOne(client);
    client.cut();
    failNext(client);
    failNext(client);
    expect(asked(client)).toEqual(["one", "192.168.1.2", "192.168.1.2", "three"]);
  });

  it("silence leads to the next, too", async () => {
    const client = await device(id);
    client.connect({ host });
    client.turn();
    client.stand();
    client.clock.advance(11_500);
    expect(asked(client)).toEqual(["one", "192.168.1.2"]);
  });

  it("a list of one is that host again and again, and so is a text", async () => {
    for (const only of ["single", ["single"]]) {
      const client = await device(id);
      client.connect({ host: only });
      client.turn();
      client.stand();
      client.cut();
      failNext(client);
      failNext(client);
      expect(asked(client)).toEqual(["single", "single", "single"]);
    }
  });

  it("connect after end begins with the first of its list, and the first failure leads on", async () => {
    const client = await device(id);
    client.connect({ host });
    client.turn();
    client.stand();
    client.cut();
    client.accept();
    client.end();
    client.turn();
    client.connect({ host: ["new", "newer"] });
    client.turn();
    client.stand();
    client.cut();
    failNext(client);
    expect(asked(client).slice(2)).toEqual(["new", "newer"]);
  });

  it.each([
    ["a literal", (list: string) => `connect({ host: ${list}, key: "K", device: "D" });`],
    ["a variable", (list: string) => `const o = { host: ${list}, key: "K", device: "D" }; connect(o);`],
    [
      "a variable in a literal",
      (list: string) => `const list = ${list}; connect({ host: list, key: "K", device: "D" });`,
    ],
  ])("a list in %s is the same list", async (_, sketch) => {
    const { code } = await built(`import { connect } from "tagwire";\n${sketch(JSON.stringify(host))}`, id);
    const client = await device(id, { code: preamble + code });
    client.stand();
    client.cut();
    for (let n = 0; n < 3; n++) failNext(client);
    expect(asked(client)).toEqual([...host, "one"]);
    expect(client.uncaught).toEqual([]);
  });

  it("values go on in order over the hosts", async () => {
    const client = await device(id);
    client.connect({ host });
    client.publishValue("t", "kept");
    client.turn();
    client.stand();
    client.say(accepted);
    expect(client.heard()).toContain("kept");
    client.cut();
    client.accept();
    client.turn();
    expect(client.heard()).toContain("kept");
  });
});

it("where the call blocks and throws, the next host is tried", async () => {
  const client = await device("esp32");
  const hosts: string[] = [];
  const { openBlocking } = client.network;
  client.network.openBlocking = (name, ...rest) => {
    hosts.push(name);
    return openBlocking(name, ...rest);
  };
  client.network.failure = "not-found";
  client.connect({ host });
  client.clock.advance(10_000);
  expect(hosts.slice(0, 4)).toEqual(["one", "192.168.1.2", "three", "one"]);
});
