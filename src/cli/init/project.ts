/** The files of a new project. Small on purpose: each line is there to be changed. */
import type { Board } from "../../boards.js";
import { hasWifi, type SettingName, settingsOf } from "./answers.js";
import { envFile } from "./env-file.js";

export interface NewFile {
  readonly name: string;
  readonly text: string;
  /** For its owner alone, where the system knows such a thing. */
  readonly isSecret?: boolean;
}

export interface Project {
  /** A name that npm takes. */
  readonly name: string;
  readonly board: Board;
  readonly settings: Readonly<Partial<Record<SettingName, string>>>;
  /** What package.json says of this package. */
  readonly tagwire: string;
}

/** In the order in which they are written: what hides the secrets before the secrets. */
export function filesOf({ name, board, settings, tagwire }: Project): NewFile[] {
  return [
    { name: ".gitignore", text: ".env\n.env.local\ndist/\nnode_modules/\n" },
    { name: ".env", text: envFile(settings), isSecret: true },
    { name: "package.json", text: json(packageOf(name, board.id, tagwire)) },
    { name: "tsconfig.json", text: json({ extends: `tagwire/boards/${board.id}.tsconfig.json`, include: ["*.ts"] }) },
    { name: "sketch.ts", text: sketchFor(board) },
    { name: "sketch.test.js", text: testFor(board) },
  ];
}

function packageOf(name: string, board: string, tagwire: string): object {
  return {
    name,
    private: true,
    type: "module",
    scripts: {
      build: `tagwire build sketch.ts --board ${board}`,
      flash: `tagwire flash sketch.ts --board ${board}`,
      dev: `tagwire dev sketch.ts --board ${board}`,
      test: "node --test",
    },
    devDependencies: { tagwire },
  };
}

/** What is measured, as the sketch says it; what the test gives the board, and what must come of it. */
interface Reading {
  readonly tag: string;
  readonly comment: string;
  readonly value: string;
  readonly given: string;
  readonly published: string;
}

/** An input that measures, one without a second duty if there is any; the time since the start where there is none. */
function readingOf({ pinData }: Board): Reading {
  const analog = Object.entries(pinData).filter(([, { can }]) => can.includes("analog"));
  const [pin] = analog.find(([, { note }]) => note === undefined) ?? analog[0] ?? [];
  if (pin === undefined) {
    return {
      tag: "uptime",
      comment: "Seconds since the start",
      value: "Math.round(getTime() - startedAt)",
      given: "",
      published: "60",
    };
  }
  return {
    tag: "level",
    comment: `What is wired to ${pin}, in percent`,
    value: `(analogRead(${pin}) * 100).toFixed(1)`,
    given: `  sketch.board.setAnalog(${JSON.stringify(pin)}, () => 0.42);\n`,
    published: "42.0",
  };
}

function sketchFor(board: Board): string {
  const { tag, comment, value } = readingOf(board);
  const names = [...settingsOf(board)].sort().join(", ");
  const before = value.includes("startedAt") ? "const startedAt = getTime();\n\n" : "";
  const [importing, joining] = hasWifi(board)
    ? [
        'import { joinWifi } from "tagwire/wifi";\n',
        'joinWifi(SSID, PASSWORD, (why) => console.log(why ? "Wi-Fi: " + why : "Wi-Fi joined"));\n',
      ]
    : ["", ""];
  return `import { connect, publishValue } from "tagwire";
import { ${names} } from "tagwire:env";
${importing}
${before}${joining}connect({ host: HOST, key: KEY, device: DEVICE });

// ${comment}, once a minute.
setInterval(() => publishValue("${tag}", ${value}), 60_000);
`;
}

function testFor(board: Board): string {
  const { tag, given, published } = readingOf(board);
  const examples: Readonly<Record<SettingName, string>> = {
    SSID: "home",
    PASSWORD: "",
    HOST: "broker",
    KEY: "K",
    DEVICE: "D",
  };
  const settings = settingsOf(board)
    .map((name) => `${name}: ${JSON.stringify(examples[name])}`)
    .join(", ");
  return `import assert from "node:assert/strict";
import { test } from "node:test";
import { bootSketch } from "tagwire/testing";

test("the sketch publishes once a minute, and what it measures in an outage comes later", async () => {
  const settings = { ${settings} };
  const sketch = await bootSketch(new URL("sketch.ts", import.meta.url), { board: "${board.id}", settings });
${given}
  const { topic, message } = sketch.waitFor("${tag}", 60_500);
  assert.equal(topic, "key/K/device/D/tag/${tag}");
  assert.equal(message, '{"value":"${published}"}');
  sketch.advance(1_000); // it is confirmed, too

  sketch.putFault({ fault: "broker-down" });
  sketch.advance(5 * 60_000);
  assert.equal(sketch.status().waiting, 5);
  sketch.heal();
  sketch.advance(20_000);
  assert.equal(sketch.published.length, 6);
  assert.deepEqual(sketch.uncaught, []);
  await sketch.stop();
});
`;
}

const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;
