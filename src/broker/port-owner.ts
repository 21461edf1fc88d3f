/** Which program listens on a port, where the system shows it: Linux does, in /proc, for programs of the same user. */

import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** State of a listening socket in /proc/net/tcp. */
const LISTENING = "0A";

/** Its name and process id, such as `mosquitto (process 4711)`; undefined where that can't be known. */
export function portOwner(port: number): string | undefined {
  try {
    const inodes = new Set(["/proc/net/tcp", "/proc/net/tcp6"].flatMap((file) => listening(file, port)));
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      if (holds(pid, inodes)) return `${readFileSync(`/proc/${pid}/comm`, "utf8").trim()} (process ${pid})`;
    }
  } catch {
    // No /proc, or the process went away meanwhile.
  }
  return undefined;
}

/** Inodes of the sockets that listen on a port. */
function listening(file: string, port: number): string[] {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  const rows = readFileSync(file, "utf8").split("\n").slice(1);
  return rows.flatMap((row) => {
    const [, local = "", , state, , , , , , inode = ""] = row.trim().split(/\s+/);
    return state === LISTENING && local.endsWith(`:${hex}`) ? [`socket:[${inode}]`] : [];
  });
}

function holds(pid: string, inodes: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => inodes.has(readlinkSync(`/proc/${pid}/fd/${fd}`)));
  } catch {
    return false; // somebody else's
  }
}
