#!/usr/bin/env node
/** The command line: each verb is a file that registers itself; how it ends stands in complain.ts. */
import { readFileSync } from "node:fs";
import { Command } from "commander";
import * as broker from "./broker.js";
import * as build from "./build.js";
import { endingOf } from "./complain.js";
import * as dev from "./dev.js";
import * as doctor from "./doctor.js";
import * as flash from "./flash.js";
import * as init from "./init.js";
import * as monitor from "./monitor.js";
import * as sim from "./sim.js";

const { version, description } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  version: string;
  description: string;
};

const program = new Command("tagwire").description(description).version(version);
for (const verb of [init, build, sim, flash, monitor, dev, broker, doctor]) verb.register(program);
// Commander's own words for a usage error come out in our form, and verbs throw instead of ending the process.
for (const command of [program, ...program.commands]) {
  command
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .showSuggestionAfterError();
}

try {
  await program.parseAsync();
} catch (error) {
  const { text, exitCode } = endingOf(error);
  process.stderr.write(text);
  process.exitCode = exitCode;
}
