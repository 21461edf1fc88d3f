/**
 * `tagwire dev`: the loop to keep open. A change of the sketch is built, flashed and monitored, with the test broker beside
 * it; what can't be built or does not come up leaves what runs as it is. One Ctrl-C ends all of it.
 */
import { type Command, Option } from "commander";
import type { Board } from "../boards.js";
import type { BrokerEvent } from "../broker/event.js";
import { eventLine } from "../broker/line.js";
import { type RunningBroker, startBroker } from "../broker/server.js";
import type { Bundle } from "../build/build.js";
import { printedMasker } from "../build/settings/mask.js";
import { mustBeSketch } from "../build/sketch-file.js";
import { runOnChange } from "../build/watch.js";
import { Complaint } from "../complaint.js";
import { clockTime, type Told } from "../monitor/event.js";
import { openConsole } from "../upload/console.js";
import { boardOf } from "../upload/flash.js";
import { askEnv } from "../upload/state.js";
import { warnOfStrangers } from "./broker.js";
import { endingOf } from "./complain.js";
import { consoleComplaint } from "./doctor/board.js";
import { isLoopback } from "./endpoint-options.js";
import { flashOnce, settingsOf, upWithinOption } from "./flash.js";
import { lendable, stayOn, teller } from "./monitor.js";
import { boardOption, nonce, type OpenPort, portOf, portOption, secondsOf } from "./port.js";
import { exitCodeOf, stopAsked } from "./stop.js";

interface Options {
  readonly port?: string;
  readonly board?: string;
  readonly upWithin: string;
  /** False with --no-broker. */
  readonly broker: string | false;
}

/** The monitor goes on watching what a flash has begun to watch. */
const SHOW_MS = 1000;

export function register(program: Command): void {
  program
    .command("dev")
    .description("build, flash and monitor a sketch again whenever it changes, with a test broker, until Ctrl-C")
    .argument("<sketch>", "the sketch, a .ts file")
    .addOption(portOption())
    .addOption(boardOption())
    .addOption(upWithinOption())
    .addOption(new Option("--broker <address>", "where the test broker listens").default("127.0.0.1:1883"))
    .option("--no-broker", "start no test broker")
    .action(run);
}

async function run(sketch: string, options: Options): Promise<void> {
  mustBeSketch(sketch);
  const upWithinMs = secondsOf("--up-within", options.upWithin, 600);
  const stop = new AbortController();
  const stopped = stopAsked().then((by) => {
    stop.abort();
    return by;
  });
  /** All values that the settings have had: what runs may be older than the file. */
  const secrets = new Set<string>();
  const mask = (text: string) => printedMasker(secrets)(text);
  const tell = teller(mask);
  const closing: (() => Promise<unknown>)[] = [];
  try {
    const broker = options.broker === false ? undefined : await brokerAt(options.broker, mask);
    if (broker) closing.push(broker.close);
    const stay = lendable();
    const to = broker && { host: broker.host === "0.0.0.0" ? "127.0.0.1" : broker.host, port: broker.port };
    const port = await portOf("dev SKETCH", options, { lending: stay.lending, ...(to && { reach: () => to }) });
    closing.push(port.close);
    if (broker && port.name !== "sim") sayReach(broker);
    const board = port.board ?? (await Promise.race([askBoard(port), stopped]));
    if (typeof board === "string") {
      process.exitCode = exitCodeOf(board);
      return;
    }
    const monitor = await stay.start(port, tell);
    closing.push(monitor.close);
    const staying = stayOn(monitor, stopped);
    await runOnChange(
      loop(sketch, board, secrets, (bundle) =>
        stay.alone(
          "dev",
          async () => {
            await flashOnce(
              sketch,
              { ...port, board },
              {
                upWithinMs,
                showMs: SHOW_MS,
                stopped: stop.signal,
                tell: (told: Told) => tell({ ...told, at: new Date() }),
                build: async () => bundle,
              },
            );
          },
          stop.signal,
        ),
      ),
      stop.signal,
    );
    await staying;
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

/** What is done at first and after each change. */
function loop(
  sketch: string,
  board: Board,
  secrets: Set<string>,
  flash: (bundle: Bundle) => Promise<void>,
): Parameters<typeof runOnChange>[0] {
  /** The script that is known to run. */
  let runs: string | undefined;
  return async (inputs) => {
    try {
      for (const value of settingsOf(sketch)) secrets.add(value);
      const { build } = await import("../build/build.js");
      const bundle = await build(sketch, board, { inputs });
      if (bundle.code === runs) {
        process.stderr.write(`${sketch}: the change leaves the script as it is; it runs on\n`);
        return;
      }
      runs = undefined;
      await flash(bundle);
      runs = bundle.code;
    } catch (error) {
      if (!(error instanceof Complaint)) throw error;
      process.stderr.write(endingOf(error).text);
    }
  };
}

/** The test broker, which says what happens. */
async function brokerAt(address: string, mask: (text: string) => string): Promise<RunningBroker> {
  const [, host = "127.0.0.1", port = ""] = /^(?:(.+):)?(\d{1,5})$/.exec(address) ?? [];
  if (port === "" || Number(port) > 65_535) {
    throw new Complaint(
      "bad-option",
      `--broker is ${JSON.stringify(address)}; wanted is HOST:PORT, or PORT, from 0 to 65535.`,
      "Say it as in: --broker 127.0.0.1:1883, or --no-broker",
    );
  }
  const onEvent = (event: BrokerEvent) =>
    void process.stdout.write(`${clockTime(new Date())}  broker: ${mask(eventLine(event))}\n`);
  const at = { host: host.replace(/^\[|\]$/g, ""), port: Number(port) };
  const broker = await startBroker({ ...at, onEvent }).catch((error: unknown) => {
    if (!(error instanceof Complaint)) throw error;
    throw new Complaint(
      error.complaint,
      error.sentence,
      "Choose another: --broker HOST:PORT (0 picks one), or --no-broker.",
    );
  });
  process.stderr.write(`the test broker listens at ${broker.url}\n`);
  return broker;
}

/** A board is another machine. */
function sayReach({ host, url, port }: RunningBroker): void {
  if (isLoopback(host)) {
    process.stderr.write(
      `The board can't reach ${url}, which is of this machine alone. To let it: --broker 0.0.0.0:${port}, and this machine's address as the sketch's host.\n`,
    );
  } else warnOfStrangers(url);
}

/** Asks which board is there; nothing that runs is interrupted. */
async function askBoard({ open, name }: OpenPort): Promise<Board> {
  const console = await openConsole(open, nonce());
  try {
    return boardOf(await askEnv(console, { interrupts: false }), undefined, name);
  } catch (error) {
    throw consoleComplaint(error, name);
  } finally {
    await console.close();
  }
}
