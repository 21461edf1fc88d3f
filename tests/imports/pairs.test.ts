/**
 * The package's imports alone and in pairs: what each does is tested elsewhere, and here that no two are in each other's
 * way. Each set is built, the dialect's check included, and played through random faults. `PAIR_SEEDS` asks for more of those, on
 * every board that has what a set is for, and beside either client.
 */
import { describe, expect, it } from "vitest";
import { type Board, boardIds, loadBoard } from "../../src/boards.js";
import { build } from "../../src/build/build.js";
import { Complaint } from "../../src/complaint.js";
import { simulate } from "../../src/sim/simulate.js";
import type { Simulation } from "../../src/sim/simulation.js";
import { withFiles } from "../build/sketch.js";
import { scenarios } from "../support/scenarios.js";
import {
  alone,
  clientOf,
  clients,
  type Imports,
  isFor,
  type Other,
  othersOf,
  pairs,
  pairsWith,
  sketchOf,
} from "./sketches.js";

const asked = process.env.PAIR_SEEDS;
const SEEDS = Number(asked ?? 8);
const SETTLE_MS = 60_000;
const PORT = 8883;

const boards = boardIds().map(loadBoard);
const sets = [...alone, ...pairs, ...pairsWith(asked !== undefined)];

/** Where nobody connects one board is as good as another. */
const isPlayedOn = (board: Board, imports: Imports) =>
  isFor(board, imports) &&
  (asked !== undefined || clientOf(imports) !== undefined || board === boards.find((one) => isFor(one, imports)));

/** What shows that an import did its work, at some time in one of those lives. */
const signs: Readonly<Record<Other, (life: Simulation, isClientThere: boolean) => boolean>> = {
  "tagwire/subscribe": ({ printed }, isClientThere) =>
    !isClientThere || printed.some((line) => line.startsWith("heard")),
  "tagwire/spool": ({ storageWrites }, isClientThere) => !isClientThere || storageWrites > 5,
  "tagwire/sleep": ({ sleeps, printed }) => sleeps > 0 && printed.includes("read"),
  "tagwire/wifi": ({ printed }) => printed.includes("booted"),
  "tagwire/report": ({ printed, conversations }, isClientThere) =>
    printed.includes("reading") && (!isClientThere || conversations.some(({ sent }) => sent.includes("tag/reported"))),
  "tagwire/tls": ({ conversations, printed }, isClientThere) =>
    isClientThere ? conversations.some(({ port }) => port === PORT) : printed.includes("function"),
};

describe.each(boards)("on $id", (board) => {
  const played = sets.filter((imports) => isPlayedOn(board, imports));
  it.each(played.map((imports) => ({ name: imports.join(" and "), imports })))(
    "$name",
    async ({ imports }) => {
      const isClientThere = clientOf(imports) !== undefined;
      const { code } = await withFiles({ "sketch.ts": sketchOf(imports) }, (folder) =>
        build(`${folder}/sketch.ts`, board, { probe: isClientThere }),
      );
      const missing = new Set(othersOf(imports));
      for (const { seed, forMs, faults } of scenarios(SEEDS)) {
        const life = simulate({
          code: `var PORT=${PORT};\n${code}`,
          isProbed: isClientThere,
          board,
          forMs,
          settleMs: SETTLE_MS,
          seed,
          faults,
        });
        const { failures, lost, uncaught } = life;
        expect({ seed, failures, lost, uncaught }).toEqual({ seed, failures: [], lost: 0, uncaught: [] });
        if (isClientThere) expect(life.arrived, `seed ${seed}`).toBeGreaterThan(0);
        else expect(life.conversations).toEqual([]);
        for (const other of missing) if (signs[other](life, isClientThere)) missing.delete(other);
      }
      expect([...missing]).toEqual([]);
    },
    600_000,
  );
});

it("both clients are refused", async () => {
  const taken = clients.map((client, n) => `import { connect as connect${n} } from "${client}"; print(connect${n});`);
  const refusal = await withFiles({ "sketch.ts": taken.join("\n") }, (folder) =>
    build(`${folder}/sketch.ts`, boards[0] as Board).catch((error: unknown) => error),
  );
  expect((refusal as Complaint).sentence).toContain('"tagwire" and "tagwire/qos1" are both imported');
  expect(refusal).toBeInstanceOf(Complaint);
});
