import { describe, expect, it } from "vitest";
import { createAccount, differences } from "../../src/broker/record/answers.js";

const answers = (...texts: string[]) => texts.map((text) => ({ text, packetId: undefined }));
const wanted = (...texts: string[]) => answers(...texts).map((answer, index) => ({ ...answer, line: index + 1 }));

describe("answers of a replay", () => {
  it("are missing until they came themselves, not as many others", () => {
    const missing = (owed: string[], came: string[]) => {
      const account = createAccount();
      for (const answer of answers(...came)) account.came(answer);
      for (const answer of answers(...owed)) account.owe(answer);
      const before = account.missing();
      for (const answer of answers(...owed)) account.came(answer);
      return [before, account.missing()];
    };
    expect(missing(["CONNACK", "PUBACK 2"], ["CONNACK", "PUBACK 1"])).toEqual([1, 0]);
    expect(missing(["CONNACK", "PUBACK 2"], ["CONNACK", "PUBACK 1", "PUBACK 2"])).toEqual([0, 0]);
    expect(missing(["PINGRESP", "PINGRESP"], ["PINGRESP"])).toEqual([1, 0]);
  });

  it("differ by the one that was too many, where the wanted one came behind it", () => {
    expect(differences(1, "writer", wanted("PUBACK 2"), answers("PUBACK 1", "PUBACK 2"))).toEqual([
      { line: 1, connection: 1, client: "writer", wanted: undefined, seen: "PUBACK 1" },
    ]);
  });
});
