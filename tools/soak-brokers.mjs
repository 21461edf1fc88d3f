#!/usr/bin/env node
/**
 * Long runs that are too long for the tests: `npm run soak:brokers -- NAME`.
 *
 *   conformance                                                      the corpus, played to ours and theirs
 *   differential [--runs N] [--seed N] [--against mosquitto|aedes]   random legal conversations, ours and theirs
 *   kill [--runs N] [--write]                                        runs that lost messages by kill -9 when those were
 *                                                                    confirmed; into docs/delivery.md with --write
 *
 * A failing run prints its seed. Exit code 1 where ours failed.
 */
import { corpus } from "../tests/conformance/corpus.mjs";
import { playAll } from "../tests/conformance/play.mjs";
import { compare } from "../tests/differential/compare.mjs";
import { lostByKill } from "../tests/support/kill.mjs";
import { mosquittoMissing, startProcess } from "../tests/support/processes.mjs";
import { asked, write } from "./asked.mjs";
import { markdown, putIntoPage } from "./figures.mjs";

const page = new URL("../docs/delivery.md", import.meta.url);

const others = mosquittoMissing ? ["aedes"] : ["mosquitto", "aedes"];

const soaks = {
  async conformance() {
    for (const [name, ...parameters] of [["tagwire", "--strict"], ["tagwire"], ...others.map((other) => [other])]) {
      const broker = await startProcess(name, parameters);
      const failed = (await playAll(corpus, broker)).filter(({ failure }) => failure !== undefined);
      await broker.kill();
      console.log(`| ${[name, ...parameters].join(" ")} | ${corpus.length - failed.length} of ${corpus.length} |`);
      if (parameters.length > 0 && failed.length > 0) process.exitCode = 1;
    }
  },
  async differential({ runs = "1000", seed = String(Date.now() & 0x7fffffff), against }) {
    for (const name of against === undefined ? others : [against]) {
      const ours = await startProcess("tagwire");
      const other = await startProcess(name);
      try {
        console.log(`${runs} conversations with ${name}, seed ${seed}`);
        await compare(ours, other, { seed: Number(seed), runs: Number(runs) });
        console.log(`${name}: no difference that the table does not name`);
      } finally {
        await Promise.all([ours.kill(), other.kill()]);
      }
    }
  },
  async kill({ runs = "10", write = false }) {
    const counts = [1, 20, 500, 5000];
    const rows = [["killed at its reply", "PINGRESP behind QoS 0", "the last PUBACK of QoS 1"]];
    for (const name of ["tagwire", ...others]) {
      const row = [name];
      for (const qos of /** @type {const} */ ([0, 1])) {
        let losing = 0;
        for (const count of counts) {
          for (let run = 0; run < Number(runs); run++) if ((await lostByKill(name, qos, count)) > 0) losing++;
        }
        if (name === "tagwire" && losing > 0) process.exitCode = 1;
        row.push(`${losing} of ${Number(runs) * counts.length}`);
      }
      rows.push(row);
    }
    const found = markdown(rows);
    console.log(found);
    if (write) putIntoPage(page, { proofs: found });
  },
};

const help = `npm run soak:brokers -- ${Object.keys(soaks).join("|")} [--runs N] [--seed N] [--against NAME] [--write]
  --runs N        how many
  --seed N        which of the differential conversations
  --against NAME  mosquitto or aedes
  --write         puts the table of kill into docs/delivery.md`;
const { values, words } = asked(
  help,
  { ...write, runs: { type: "string" }, seed: { type: "string" }, against: { type: "string" } },
  { allowPositionals: true },
);
const soak = soaks[words[0]];
if (soak === undefined) {
  console.error(
    `soak ${words[0] ?? ""}: wanted one of ${Object.keys(soaks).join(", ")}: npm run soak:brokers -- differential`,
  );
  process.exitCode = 2;
} else {
  await soak(values);
}
