/** The client as a whole against a model of what it owes (model.ts), with either QoS. `MODEL_RUNS` asks for more stories. */
import { describe, it } from "vitest";
import { boardIds } from "../support/device.js";
import { playStories } from "./model.js";

describe.each([0, 1] as const)("with QoS %i", (qos) => {
  it.each(boardIds)("keeps its promises through whatever happens, on %s", (id) => playStories(id, qos), 600_000);
});
