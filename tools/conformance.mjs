#!/usr/bin/env node
/**
 * Plays the conformance corpus (tests/conformance) against any broker that listens already, and prints each row that it
 * answers otherwise than the specification decides, and the counts. Exit code 0: all as specified, 1: some not, 2: it
 * could not be asked. The broker sees identifiers and topics with a tag of this run; retained messages are left there.
 *
 *   node tools/conformance.mjs --broker 127.0.0.1:1883 [--json] [--only TEXT]
 */
import { once } from "node:events";
import { connect } from "node:net";
import { corpus } from "../tests/conformance/corpus.mjs";
import { playAll } from "../tests/conformance/play.mjs";
import { asked } from "./asked.mjs";

const help = `node tools/conformance.mjs [--broker HOST:PORT] [--json] [--only TEXT]
  --broker HOST:PORT  a broker that listens already (127.0.0.1:1883)
  --json              the outcome as JSON
  --only TEXT         rows whose name has that in it`;
const { values } = asked(help, {
  broker: { type: "string", default: "127.0.0.1:1883" },
  json: { type: "boolean" },
  only: { type: "string" },
});
const [, host = "", port = ""] = /^(.+):(\d+)$/.exec(values.broker) ?? [];
if (host === "") {
  console.error(
    `--broker is ${JSON.stringify(values.broker)}, wanted HOST:PORT: node tools/conformance.mjs --broker 127.0.0.1:1883`,
  );
  process.exit(2);
}
const target = { host, port: Number(port) };
try {
  const probe = connect(target);
  await once(probe, "connect");
  probe.destroy();
} catch (error) {
  console.error(`No broker answers at ${values.broker} (${error.message}): npx tagwire broker --strict --port ${port}`);
  process.exit(2);
}

const { only } = values;
const rows = corpus.filter(({ name, clause }) => only === undefined || `${name} ${clause}`.includes(only));
const results = await playAll(rows, target);
const failed = results.filter(({ failure }) => failure !== undefined);
if (values.json) {
  const list = results.map(({ row: { name, clause, version }, failure }) => ({
    name,
    clause,
    version,
    failure: failure ?? null,
  }));
  console.log(JSON.stringify({ rows: rows.length, asSpecified: rows.length - failed.length, results: list }));
} else {
  for (const { row, failure } of failed) console.log(`${row.version} ${row.clause}: ${row.name}\n    ${failure}`);
  console.log(`${rows.length - failed.length} of ${rows.length} rows as specified`);
}
process.exitCode = failed.length === 0 ? 0 : 1;
