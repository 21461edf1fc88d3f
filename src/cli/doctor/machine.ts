/** What this machine has: Node, the package for serial ports, the ports, and the right to use them. */
import { accessSync, constants, readFileSync, statSync } from "node:fs";
import { hasSerial, listSerial, type PortInfo } from "../../upload/serial.js";
import { type Finding, ok, problem, warning } from "./finding.js";

/** The machine, as far as it is asked. */
export interface Machine {
  /** `22.1.0` for one. */
  readonly node: string;
  /** As package.json has it under `engines`: `>=22.1` for one. */
  readonly wantedNode: string;
  readonly platform: NodeJS.Platform;
  hasSerial(): Promise<boolean>;
  ports(): Promise<readonly PortInfo[]>;
  /** Whether this user may read and write the port. */
  mayUse(path: string): boolean;
  /** The group that may, where the system has such a thing. */
  groupOf(path: string): string | undefined;
}

export function thisMachine(wantedNode: string): Machine {
  return {
    node: process.versions.node,
    wantedNode,
    platform: process.platform,
    hasSerial,
    ports: listSerial,
    mayUse(path) {
      // Windows has no such rights; who has a port tells when it is opened.
      if (process.platform === "win32") return true;
      try {
        accessSync(path, constants.R_OK | constants.W_OK);
        return true;
      } catch {
        return false;
      }
    },
    groupOf(path) {
      try {
        const { gid } = statSync(path);
        const line = readFileSync("/etc/group", "utf8")
          .split("\n")
          .find((entry) => entry.split(":")[2] === String(gid));
        return line?.split(":")[0];
      } catch {
        return undefined;
      }
    },
  };
}

/** Looks at the machine, and answers the ports that were found. */
export async function checkMachine(machine: Machine, say: (finding: Finding) => void): Promise<readonly PortInfo[]> {
  say(nodeFinding(machine));
  if (!(await machine.hasSerial())) {
    say(
      warning(
        "serialport",
        "The package serialport, which opens serial ports, is not installed; tcp:// works without.",
        "npm install serialport",
      ),
    );
    return [];
  }
  say(ok("serialport", "The package serialport is installed."));
  const ports = await machine.ports();
  if (ports.length === 0) {
    say(
      warning(
        "ports",
        "No board is found on a serial port.",
        "Plug one in, by a cable that carries data; or name a console: --port tcp://HOST:PORT",
      ),
    );
  }
  for (const port of ports) say(portFinding(port, machine));
  return ports;
}

function nodeFinding({ node, wantedNode }: Machine): Finding {
  const wanted = /[\d.]+/.exec(wantedNode)?.[0] ?? "0";
  if (isAtLeast(node, wanted)) return ok("node", `Node ${node}.`);
  return problem("node", `Node is ${node}; wanted is ${wanted} or newer.`, "Install it from https://nodejs.org");
}

function isAtLeast(version: string, wanted: string): boolean {
  const [seen, least] = [version, wanted].map((text) => text.split(".").map(Number));
  for (let part = 0; part < (least?.length ?? 0); part++) {
    const difference = (seen?.[part] ?? 0) - (least?.[part] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

function portFinding({ path, maker }: PortInfo, machine: Machine): Finding {
  if (machine.mayUse(path)) return ok("ports", `${path} may be used${maker ? ` (${maker})` : ""}.`);
  const group = machine.groupOf(path) ?? "dialout";
  return problem(
    "ports",
    `This user may not open ${path}.`,
    machine.platform === "linux"
      ? `sudo usermod -a -G ${group} $USER   then log in again`
      : "Let this user read and write the port.",
  );
}
