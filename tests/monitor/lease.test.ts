/** Who has a port: between two parts of this process, and with a process that is killed. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { borrow, type Lease, type Lending, own } from "../../src/upload/lease.js";
import { withFiles } from "../build/sketch.js";

let ports = 0;
/** A port that nobody else means. */
const freshPort = () => `tcp://tests-${process.pid}-${ports++}:23`;

function has(lease: Lease): Lease {
  onTestFinished(() => lease.end());
  return lease;
}

/** A monitor's lending that notes what happens, and a way to wait for it. */
function noted(lends = true) {
  const notes: string[] = [];
  let wake = () => {};
  const note = (text: string) => {
    notes.push(text);
    wake();
  };
  const lending: Lending = {
    letGo: async (to) => {
      note(`to ${to}`);
      return lends;
    },
    comeBack: () => note("back"),
  };
  const until = async (text: string) => {
    while (notes.at(-1) !== text) await new Promise<void>((resolve) => (wake = resolve));
  };
  return { lending, notes, until };
}

const busy = (owner: string) => ({
  complaint: "port-busy",
  sentence: expect.stringContaining(`A tagwire ${owner} has`),
});

/** A process that has, or has borrowed, a port until it is killed. */
async function processWith(call: string) {
  const module = new URL(`file://${resolve("dist/upload/lease.js")}`).href;
  const code = `import(${JSON.stringify(module)}).then((m) => m.${call}).then(() => console.log("has it"));setInterval(() => {}, 1000)`;
  const child = spawn(process.execPath, ["-e", code], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child.stdout, "data");
  return {
    async kill() {
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}

describe("a port", () => {
  it("that a monitor has goes to a flash, and back when that ends", async () => {
    const port = freshPort();
    const { lending, notes, until } = noted();
    has(await own(port, "monitor", lending));
    const lease = await borrow(port, "flash");
    expect(notes).toEqual(["to flash"]);
    await expect(borrow(port, "doctor")).rejects.toMatchObject(busy("monitor"));
    await lease.end();
    await until("back");
    await (await borrow(port, "doctor")).end();
    await until("back");
    expect(notes).toEqual(["to flash", "back", "to doctor", "back"]);
  });

  it("comes back from a process that was killed", async () => {
    const port = freshPort();
    const { lending, until } = noted();
    has(await own(port, "monitor", lending));
    const flash = await processWith(`borrow(${JSON.stringify(port)}, "flash")`);
    await until("to flash");
    await flash.kill();
    await until("back");
  });

  it("is free though the process that had it was killed", async () => {
    const port = freshPort();
    const monitor = await processWith(`own(${JSON.stringify(port)}, "monitor")`);
    await expect(own(port, "monitor")).rejects.toMatchObject(busy("monitor"));
    await monitor.kill();
    await (await borrow(port, "flash")).end();
    has(await own(port, "monitor"));
    await expect(own(port, "monitor")).rejects.toMatchObject(busy("monitor"));
  });

  it("is had by one flash, which lends it to nobody", async () => {
    const port = freshPort();
    const lease = await borrow(port, "flash");
    await expect(borrow(port, "flash")).rejects.toMatchObject(busy("flash"));
    await expect(own(port, "monitor", noted().lending)).rejects.toMatchObject(busy("flash"));
    await lease.end();
    has(await own(port, "monitor", noted().lending));
  });

  it("is had by one of many that want it at once", async () => {
    const port = freshPort();
    const wanted = await Promise.allSettled(Array.from({ length: 8 }, () => own(port, "monitor", noted().lending)));
    const leases = wanted.flatMap((one) => (one.status === "fulfilled" ? [has(one.value)] : []));
    expect(leases.length).toBe(1);
  });

  it("stays with a monitor that can't let go of it now", async () => {
    const port = freshPort();
    has(await own(port, "dev", noted(false).lending));
    await expect(borrow(port, "flash")).rejects.toMatchObject(busy("dev"));
  });

  it("is the same by all its names", () =>
    withFiles({}, async (folder) => {
      writeFileSync(join(folder, "ttyUSB0"), "");
      symlinkSync(join(folder, "ttyUSB0"), join(folder, "by-id"));
      has(await own(join(folder, "ttyUSB0"), "monitor"));
      await expect(own(join(folder, "by-id"), "monitor")).rejects.toMatchObject(busy("monitor"));
    }));
});
