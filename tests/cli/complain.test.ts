import { describe, expect, it } from "vitest";
import { endingOf } from "../../src/cli/complain.js";
import { Complaint } from "../../src/complaint.js";

describe("the end of a verb", () => {
  it("is a sentence and what mends it where the owner can mend it", () => {
    const complaint = new Complaint("port-taken", "Port 1883 is taken.", "Choose another: --port 1884");
    expect(endingOf(complaint)).toEqual({ text: "Port 1883 is taken.\n  Choose another: --port 1884\n", exitCode: 1 });
  });

  it("keeps the trace of a bug of ours, and says that it is one", () => {
    const { text, exitCode } = endingOf(new TypeError("x is not a function"));
    expect(text).toMatch(/bug of tagwire[\s\S]*x is not a function\n\s+at /);
    expect(exitCode).toBe(70);
  });

  it("tells of what is no error at all", () => {
    expect(endingOf("a string").text).toContain("a string");
  });
});
