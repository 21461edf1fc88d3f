/** As many outages as a week has hours leave nothing behind: no more timers and connections than after the first. */
import { expect, it } from "vitest";
import { accepted, boardIds, device, pingReq, pingResp } from "../support/device.js";

const OUTAGE_MS = 300_000;
const OUTAGES = 7 * 24;

it.each(boardIds)("after 168 outages all is as before the first, on %s", async (id) => {
  const client = await device(id);
  expect(client.connect()).toBeUndefined();
  /** What a board holds. */
  const held = () => ({
    timers: client.board.timers(),
    open: client.network.links.filter(({ closed }) => closed === "no").length,
    due: client.clock.waiting(),
    waiting: client.status().waiting,
  });
  let first: ReturnType<typeof held> | undefined;
  for (let outage = 0; outage < OUTAGES; outage++) {
    client.accept(accepted);
    for (let n = 0; n < 6; n++) {
      client.publishValue("t", n);
      client.turn();
      client.drain();
      // The keep-alive comes meanwhile, and is answered.
      client.clock.advance(31_000);
      if (client.heard().endsWith(pingReq)) client.say(pingResp);
    }
    first ??= held();
    expect(held(), `ahead of outage ${outage}`).toEqual(first);
    client.network.failure = "refused";
    client.cut(outage % 2 ? "reset" : "closed");
    // What ended from the other side is not open either.
    client.link().closed = "close";
    client.clock.advance(OUTAGE_MS);
    client.network.failure = undefined;
  }
  expect(client.status()).toMatchObject({ confirmed: 6 * OUTAGES, dropped: 0 });
});
