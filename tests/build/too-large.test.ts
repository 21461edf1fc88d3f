/** What no board has room for is refused by the build, with what is there and what is wanted. */
import { describe, expect, it } from "vitest";
import { Complaint } from "../../src/complaint.js";
import { bundleOf } from "./sketch.js";

const sketch = (bufferBytes: number, rest = "") => `import { connect, publishValue } from "tagwire";
connect({ host: "h", key: "k", device: "d", bufferBytes: ${bufferBytes} });
publishValue("t", 1);
${rest}`;

describe("the build for an ESP8266", () => {
  it("refuses a buffer that is more than its memory", async () => {
    const complaint = await bundleOf(sketch(18_000), "esp8266").catch((error: unknown) => error);
    expect(complaint).toBeInstanceOf(Complaint);
    expect((complaint as Complaint).sentence).toMatch(
      /^The sketch wants 1,[67]\d\d JsVars once it has run, by estimate; all that ESP8266 with 4 MB of flash has are 1,600\.$/,
    );
  });

  it("takes one that fits", async () => {
    await expect(bundleOf(sketch(15_000), "esp8266")).resolves.toMatchObject({});
  });

  it("refuses a script that is more than its Storage", async () => {
    const complaint = await bundleOf(sketch(1024, `print("${"x".repeat(196_608)}");`), "esp8266").catch(
      (error: unknown) => error,
    );
    expect(complaint).toBeInstanceOf(Complaint);
    expect((complaint as Complaint).sentence).toMatch(
      /^The script has 197,\d{3} bytes; the Storage of ESP8266 with 4 MB of flash has 196,608\.$/,
    );
  });
});
