/**
 * A sketch for a set of the package's imports, each used the way README says. Where no client is among them (`tagwire` or
 * `tagwire/qos1`) nobody connects, and the others have to bear that.
 */
import type { Board } from "../../src/boards.js";

export const clients = ["tagwire", "tagwire/qos1"] as const;
const others = [
  "tagwire/subscribe",
  "tagwire/spool",
  "tagwire/sleep",
  "tagwire/wifi",
  "tagwire/report",
  "tagwire/tls",
] as const;
type Client = (typeof clients)[number];
export type Other = (typeof others)[number];
export type Import = Client | Other;
export type Imports = readonly Import[];

export const clientOf = (imports: Imports) => clients.find((client) => imports.includes(client));
export const othersOf = (imports: Imports) => others.filter((other) => imports.includes(other));

const pairsOf = <T>(all: readonly T[]) => all.flatMap((one, n) => all.slice(n + 1).map((other) => [one, other]));
const bothClients = (imports: Imports) => clients.every((client) => imports.includes(client));

/** Each alone, and every two of them that are for one sketch. */
export const alone: readonly Imports[] = [...clients, ...others].map((one) => [one]);
export const pairs: readonly Imports[] = pairsOf<Import>([...clients, ...others]).filter((two) => !bothClients(two));
/** Every two that are no clients, on one connection: each client in its turn, or with both. */
export const pairsWith = (all: boolean): readonly Imports[] =>
  pairsOf(others).flatMap((two, n) =>
    (all ? clients : [clients[n % clients.length] as Client]).map((client) => [client, ...two]),
  );

/** What it takes, what it does ahead of `connect`, its option for that, and what it does behind. */
interface Use {
  readonly takes: string;
  readonly ahead?: string;
  readonly option?: string;
  readonly behind?: string;
}

/** How often a value is put, in milliseconds, and how often the report reads, in seconds. */
export interface Pace {
  readonly putMs: number;
  readonly everyS: number;
}

function useOf(name: Other, isClientThere: boolean, everyS: number): Use {
  switch (name) {
    case "tagwire/subscribe":
      // Its own values come back to it.
      return { takes: "subscribe", behind: 'subscribe("key/K/device/D/tag/+", (topic) => print("heard", topic));' };
    case "tagwire/spool": {
      const call = 'spool({ file: "q", bytes: 1024 })';
      return { takes: "spool", ...(isClientThere ? { option: `spool: ${call}` } : { behind: `${call};` }) };
    }
    case "tagwire/sleep":
      return {
        takes: "sleepFor",
        // Without a client it has nothing to wait for, and leaves the others no time.
        ahead: isClientThere
          ? 'sleepFor(20, () => { print("read"); publishValue("asleep", next()); });'
          : 'sleepFor(20, (done) => { print("read"); setTimeout(done, 5_000); });',
      };
    case "tagwire/wifi":
      return { takes: "joinWifi", ahead: 'joinWifi("home", "secret12");' };
    case "tagwire/report":
      return {
        takes: "report",
        behind: `report("reported", () => { print("reading"); return next(); }, { everyS: ${everyS} });`,
      };
    case "tagwire/tls":
      return { takes: "tls", ...(isClientThere ? { option: "socket: tls()" } : { behind: "print(typeof tls());" }) };
  }
}

/** The sketch; `PORT` stands in front of its script. */
export function sketchOf(imports: Imports, { putMs, everyS }: Pace = { putMs: 3_000, everyS: 2 }): string {
  const client = clientOf(imports);
  const used = othersOf(imports).map((name) => ({ name, ...useOf(name, client !== undefined, everyS) }));
  const options = used.flatMap(({ option }) => (option === undefined ? [] : `, ${option}`));
  const lines = [
    client && `import { connect, publishValue } from "${client}";`,
    ...used.map(({ takes, name }) => `import { ${takes} } from "${name}";`),
    "declare const PORT: number;",
    "let n = 0;",
    // No value twice, for what has arrived is told by what it says.
    "const next = () => getTime() + ++n / 1024;",
    ...used.map(({ ahead }) => ahead),
    client && `connect({ host: "127.0.0.1", port: PORT, key: "K", device: "D"${options.join("")} });`,
    client && `setInterval(() => publishValue("put", next()), ${putMs});`,
    ...used.map(({ behind }) => behind),
    'print("booted");',
  ];
  return `${lines.filter(Boolean).join("\n")}\n`;
}

/** Whether the board has what they are for. */
export function isFor({ id, modules }: Board, imports: Imports): boolean {
  return imports.every((name) => {
    if (name === "tagwire/wifi") return modules.includes("Wifi");
    if (name === "tagwire/tls") return modules.includes("tls");
    return name !== "tagwire/sleep" || id === "esp32" || id === "esp8266";
  });
}
