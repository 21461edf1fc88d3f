/** What a broker that can't start leaves behind: nothing, also where a client was quicker than its mistake. */

import { expect, it, vi } from "vitest";
import type { BrokerEvent } from "../../src/broker/event.js";
import { startBroker } from "../../src/broker/server.js";
import { connect } from "./bench.js";
import { dial, type Wire } from "./wire.js";

/** What happens between the MQTT port and the HTTP port. */
let between: () => Promise<void>;
vi.mock("../../src/broker/http/http-server.js", () => ({
  listenHttp: async () => {
    await between();
    throw new Error("no HTTP today");
  },
}));

it("a client that is connected already is cut, and the port is free again", async () => {
  const other = await startBroker({ port: 0 });
  await other.close();
  let wire: Wire | undefined;
  between = async () => {
    wire = await dial(other.port);
    wire.say(connect("A"));
    await wire.until((received) => received === "20020000");
  };
  const events: BrokerEvent[] = [];
  const onEvent = (event: BrokerEvent) => events.push(event);
  await expect(startBroker({ port: other.port, httpPort: 0, onEvent })).rejects.toThrow("no HTTP today");
  await wire?.end();
  expect(events).toMatchObject([{ event: "connected" }, { event: "closed", reason: { kind: "broker-stopped" } }]);
  await (await startBroker({ port: other.port })).close();
});
