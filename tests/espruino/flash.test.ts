/**
 * `flash` on consoles that we did not write: the real interpreter's telnet, and its stdin and stdout as a serial port. It
 * resets and boots as a board does. Each test has an interpreter of its own, one after the other.
 */
import { afterEach, describe, expect, it } from "vitest";
import { type Board, loadBoard } from "../../src/boards.js";
import { Complaint } from "../../src/complaint.js";
import { type FlashOptions, flash } from "../../src/upload/flash.js";
import { type Opener, opener } from "../../src/upload/ports.js";
import { BOOTS } from "../../src/upload/slots.js";
import { named } from "../support/flashing.js";
import { type RealBoard, type RealConsole, realBoard, socatMissing } from "../support/real-board.js";
import { interpreters } from "./interpreter.js";

const { plain, board: byteStrings } = interpreters();
const linux = loadBoard("linux");

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

let conversations = 0;
/** Letters that no other conversation of this file has. */
const nonce = () => `real${String.fromCharCode(97 + (conversations++ % 26), 97 + Math.floor(conversations / 26))}`;

/** What was said: "runs", or the name of the complaint. */
async function said(real: RealBoard, board: Board, script: string, more: Partial<FlashOptions> = {}): Promise<string> {
  const options: FlashOptions = {
    ...{ open: opener(real.port, undefined), nonce, board, scriptFor: async () => script },
    ...{ upWithinMs: 15_000, showMs: 0, patienceMs: 15_000, ...more },
  };
  return flash(options).then(
    () => "runs",
    (error: unknown) => {
      if (error instanceof Complaint) return error.complaint;
      throw error;
    },
  );
}

/** A cable that is pulled once, in the middle of the first line that is said after the restart. */
function pulledAfterRestart(open: Opener): Opener {
  let isPulled = false;
  return async (events) => {
    const transport = await open(events);
    let isRestarted = false;
    return {
      ...transport,
      async write(bytes) {
        if (isPulled || !isRestarted || bytes.length < 100) {
          isRestarted ||= bytes.includes("load()\n") && !bytes.includes("setTimeout");
          return transport.write(bytes);
        }
        isPulled = true;
        await transport.write(bytes.slice(0, bytes.length / 2));
        await transport.close();
        events.closed("the cable was pulled");
      },
    };
  };
}

const consoles: readonly RealConsole[] = ["telnet", "serial"];
const builds = [
  { build: "plain", binary: plain, board: linux },
  { build: "with byte strings", binary: byteStrings, board: { ...linux, firmwareName: "LINUX32" } },
] as const;

describe.each(builds)("flash on the real interpreter, $build,", ({ binary = "", board }) => {
  describe.each(consoles)("over %s", (console) => {
    const missing = binary === "" || (console === "serial" && socatMissing);
    const start = async () => {
      const real = await realBoard(binary, console);
      closing.push(() => real.close());
      return real;
    };

    it.skipIf(missing)("puts a sketch there that runs, is whole, and comes up again after a power cut", async () => {
      const real = await start();
      const lines: string[] = [];
      const script = named("new", `print("hello");var filler="${"\xe9 '\\\\".repeat(2_000)}"`);
      expect(await said(real, board, script, { printed: (line) => lines.push(line) })).toBe("runs");
      expect(lines).toContain("hello");
      expect(await real.flash()).toContain(script);
      await real.powerCycle();
      expect(await real.sketch()).toBe("new");
    });

    it.skipIf(missing)("puts the sketch before back where the new one throws at boot", async () => {
      const real = await start();
      expect(await said(real, board, named("old"))).toBe("runs");
      expect(await said(real, board, named("new", "throw 'no sensor'"))).toBe("not-up");
      expect(await real.sketch()).toBe("old");
      await real.powerCycle();
      expect(await real.sketch()).toBe("old");
    });

    it.skipIf(missing)("has a way back where the new sketch hangs at boot", { timeout: 60_000 }, async () => {
      const real = await start();
      expect(await said(real, board, named("old"))).toBe("runs");
      const hangs = await said(real, board, named("new", "while(1);"), { upWithinMs: 3_000, patienceMs: 8_000 });
      if (console === "serial") {
        // Ctrl-C leads into the debugger, and that is left.
        expect(hangs).toBe("not-up");
        expect(await real.sketch()).toBe("old");
        return;
      }
      // Telnet is read between two passes: only the power switch helps, and after three boots, of which the flash was the
      // first, the loader gives the sketch up.
      expect(hangs).toBe("not-confirmed");
      for (let boots = 2; boots <= BOOTS + 1; boots++) {
        await real.powerCycle();
        const marks = `while(1);1${".".repeat(Math.min(boots, BOOTS))}`;
        await expect.poll(() => real.flash(), { timeout: 10_000 }).toContain(marks);
      }
      expect(await real.sketch()).toBe("old");
    });

    it.skipIf(missing)("is not led astray by half a line that a pulled cable has left", async () => {
      const real = await start();
      expect(await said(real, board, named("old"))).toBe("runs");
      const open = pulledAfterRestart(opener(real.port, undefined));
      expect(await said(real, board, named("new"), { open, upWithinMs: 8_000 })).toBe("runs");
      expect(await real.sketch()).toBe("new");
    });
  });
});
