/** What a system says of a serial port that it does not open, in the words of the package serialport. */
import { describe, expect, it, vi } from "vitest";
import { endingOf } from "../../src/cli/complain.js";
import { openSerial } from "../../src/upload/serial.js";

const system = vi.hoisted(() => ({ says: "" }));
vi.mock("serialport", () => ({
  SerialPort: class {
    open(done: (error: Error) => void) {
      done(new Error(system.says));
    }
  },
}));

describe("a serial port", () => {
  it.each([
    ["Error: Permission denied, cannot open /dev/ttyUSB0", "This user may not open /dev/ttyUSB0"],
    ["Error: Operation not permitted, EPERM", "This user may not open /dev/ttyUSB0"],
    ["Error Resource temporarily unavailable Cannot lock port", "Another program has /dev/ttyUSB0"],
    ["Error: Resource busy, cannot open /dev/ttyUSB0", "Another program has /dev/ttyUSB0"],
    ["Opening COM3: Access denied", "Another program has /dev/ttyUSB0"],
    ["Error: No such file or directory, cannot open /dev/ttyUSB0", "/dev/ttyUSB0 can't be opened"],
    ["Opening COM3: File not found", "/dev/ttyUSB0 can't be opened"],
  ])("of which the system says %j, is told with what mends it", async (says, sentence) => {
    system.says = says;
    const error = await openSerial("/dev/ttyUSB0", 115_200, { heard() {}, closed() {} }).catch((reason) => reason);
    const { text, exitCode } = endingOf(error);
    expect(exitCode).toBe(1);
    expect(text.startsWith(sentence)).toBe(true);
    expect(text).toMatch(/^[^\n]+\.\n {2}\S[^\n]*\n$/);
  });
});
