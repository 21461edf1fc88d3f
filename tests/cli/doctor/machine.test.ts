/** `tagwire doctor` of the machine. */
import { expect, it } from "vitest";
import type { Finding } from "../../../src/cli/doctor/finding.js";
import { checkMachine, type Machine } from "../../../src/cli/doctor/machine.js";
import { of } from "../../support/findings.js";

const healthy: Machine = {
  node: "22.1.0",
  wantedNode: ">=20.12",
  platform: "linux",
  hasSerial: async () => true,
  ports: async () => [{ path: "/dev/ttyUSB0", maker: "Silicon Labs" }],
  mayUse: () => true,
  groupOf: () => "uucp",
};
async function look(faults: Partial<Machine>): Promise<Finding[]> {
  const findings: Finding[] = [];
  await checkMachine({ ...healthy, ...faults }, (finding) => findings.push(finding));
  return findings;
}

it("all is well where all is well", async () => {
  const findings = await look({});
  expect(findings.map(({ check, state }) => `${check} ${state}`)).toEqual(["node ok", "serialport ok", "ports ok"]);
  expect(findings.every(({ remedy }) => remedy === undefined)).toBe(true);
});

it.each([
  ["20.11.9", "problem"],
  ["18.20.0", "problem"],
  ["20.12.0", "ok"],
  ["24.0.0", "ok"],
])("Node %s is a case of %s", async (node, state) => {
  expect(of("node", await look({ node }))).toMatchObject({ state });
});

it("serialport is missing", async () => {
  const found = of("serialport", await look({ hasSerial: async () => false }));
  expect(found).toMatchObject({ state: "warning", remedy: "npm install serialport" });
});

it("no port is there", async () => {
  expect(of("ports", await look({ ports: async () => [] }))).toMatchObject({ state: "warning" });
});

it("this user may not open the port: the group is named that may", async () => {
  expect(of("ports", await look({ mayUse: () => false }))).toMatchObject({
    state: "problem",
    sentence: "This user may not open /dev/ttyUSB0.",
    remedy: "sudo usermod -a -G uucp $USER   then log in again",
  });
});
