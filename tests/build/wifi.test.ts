/** `joinWifi` as the build sees it: what no access point has is refused, and what a sketch does not use is left out. */
import { expect, it } from "vitest";
import { Complaint } from "../../src/complaint.js";
import { bundleOf } from "./sketch.js";

const sketch = (call: string, ahead = "") => `import { connect } from "tagwire";
import { joinWifi } from "tagwire/wifi";
${ahead}
const given = String(getTime());
${call}
connect({ host: "h", key: "k", device: "d" });
`;

const refusal = (call: string, ahead = "", files: Readonly<Record<string, string>> = {}, board = "esp32") =>
  bundleOf(sketch(call, ahead), board, files).then(
    () => undefined,
    (error: unknown) => (error instanceof Complaint ? error : Promise.reject(error)),
  );

const name = "wanted is a name of 1 to 32 bytes";
const secret = 'wanted is 8 to 63 bytes, 64 hexadecimal digits, or "" for a network without';

it.each([
  ["an empty ssid", 'joinWifi("", "secret12");', `ssid is ""; ${name}`],
  ["an ssid of 33 bytes", `joinWifi("${"é".repeat(16)}x", "secret12");`, `; ${name}`],
  ["a password too short for WPA", 'joinWifi("home", "short77");', `password is a secret of 7 bytes; ${secret}`],
  [
    "64 characters that are no digits",
    `joinWifi("home", "${"x".repeat(64)}");`,
    `password is a secret of 64 bytes; ${secret}`,
  ],
  ["an empty ssid, though the password can't be seen", 'joinWifi("", given);', `ssid is ""; ${name}`],
  ["no network", "joinWifi([]);", "the list of networks is empty; wanted is 1 or more"],
  [
    "the second of a list",
    'joinWifi([{ ssid: "home", password: "" }, { ssid: "phone", password: "1234567" }]);',
    `password is a secret of 7 bytes; ${secret}`,
  ],
])("%s is refused", async (_, call, sentence) => {
  const complaint = await refusal(call);
  expect(complaint?.sentence).toContain(sentence);
  expect(complaint?.sentence).not.toMatch(/short77|1234567|x{20}".*secret of/);
});

it("a setting is held against the same, and its value is not told", async () => {
  const files = { ".env": "SSID=home\nPASSWORD=short77\n", ".gitignore": ".env\n" };
  const ahead = 'import { PASSWORD, SSID } from "tagwire:env";';
  for (const call of ["joinWifi(SSID, PASSWORD);", "joinWifi([{ ssid: SSID, password: PASSWORD }]);"]) {
    const complaint = await refusal(call, ahead, files);
    expect(complaint?.sentence).toContain(`password is the setting PASSWORD, of 7 bytes; ${secret}`);
    expect(complaint?.sentence).not.toContain("short77");
  }
});

it("a board without Wi-Fi has nothing to join with", async () => {
  const complaint = await refusal('joinWifi("home", "secret12");', "", {}, "linux");
  expect(complaint?.complaint).toBe("module-not-found");
  expect(complaint?.sentence).toContain(
    "joinWifi needs the module Wifi, and the firmware of Espruino on Linux has none; that of esp32, esp8266, espruinowifi has",
  );
});

it("takes what access points have", async () => {
  const calls = [
    `joinWifi("${"é".repeat(16)}", "");`,
    `joinWifi("x", "${"y".repeat(63)}");`,
    `joinWifi("x", "${"0aF".repeat(21)}0", () => {});`,
    'joinWifi([{ ssid: "home", password: "secret12" }, { password: given, ssid: given }], (why) => print(why));',
  ];
  expect(await refusal(calls.join("\n"))).toBe(undefined);
});

it("lists and the check are there only where a sketch has need of them", async () => {
  const codeOf = async (call: string) => (await bundleOf(sketch(call), "esp32")).code;
  const one = await codeOf('joinWifi("home", "secret12");');
  const list = await codeOf('joinWifi([{ ssid: "home", password: "secret12" }]);');
  const unseen = await codeOf("joinWifi(given, given);");
  const variable = await codeOf('const all = [{ ssid: "home", password: "" }]; joinWifi(all);');
  for (const [code, isList, isChecked] of [
    [one, false, false],
    [list, true, false],
    [unseen, false, true],
    [variable, true, true],
  ] as const) {
    expect([code.includes(".ssid"), code.includes('"ssid: "')]).toEqual([isList, isChecked]);
    expect(code).not.toMatch(/HEAD|setTime\(/);
  }
  expect(
    (await bundleOf('import { setTimeFrom } from "tagwire/wifi"; setTimeFrom({ host: "h" });')).code,
  ).not.toContain("Wifi");
});
