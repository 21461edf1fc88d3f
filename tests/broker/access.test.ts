import { describe, expect, it } from "vitest";
import { createAccess, parseAccessRules } from "../../src/broker/access.js";
import { createSession } from "../../src/broker/session.js";
import { connect, createBench, publish, subscribe, text } from "./bench.js";

/** What a client may do by a list: `rw`, `r`, `w` or nothing. */
function may(list: string, topic: string, clientId: string, username?: string) {
  const rules = parseAccessRules(list);
  if (!("topics" in rules)) throw new Error(rules.text);
  const access = createAccess({ rules });
  const session = createSession(clientId, true);
  session.username = username;
  return (access.mayRead(session, topic) ? "r" : "") + (access.mayWrite(session, topic) ? "w" : "");
}

describe("an access list", () => {
  const list = `
    # for those without a name
    topic read public/#
    topic plain

    user green house
    topic write key/+/device/#
    topic deny key/+/device/heater
    topic read $SYS/#
    topic readwrite with space
    pattern readwrite own/%c/#
    pattern read of/%u/#
  `;

  it.each([
    ["public/a", "c", undefined, "r"],
    ["plain", "c", undefined, "rw"],
    ["public/a", "c", "green house", ""],
    ["key/k/device/d", "c", "green house", "w"],
    ["key/k/device/d", "c", undefined, ""],
    ["key/k/device/heater", "c", "green house", ""],
    ["with space", "c", "green house", "rw"],
    ["$SYS/a", "c", "green house", "r"],
    ["own/c/x", "c", undefined, "rw"],
    ["own/d/x", "c", undefined, ""],
    ["own/c/x", "c", "somebody", "rw"],
    ["of/somebody/x", "c", "somebody", "r"],
    ["of/x/x", "c", undefined, ""],
    ["own/anything/x", "+", undefined, ""],
    ["own/a/b/x", "a/b", undefined, ""],
    ["own/$&/x", "$&", undefined, "rw"],
    ["of/%c/x", "c", "%c", "r"],
  ])("lets %s, for client %s of user %s, be %j", (topic, clientId, username, expected) => {
    expect(may(list, topic, clientId, username)).toBe(expected);
  });

  it.each(["$'", "$`", "$&"])(
    "gives the client %s what is its own, and nothing that its name could mean else",
    (clientId) => {
      expect(may("pattern %c/#", `${clientId}/x`, clientId)).toBe("rw");
      expect(may("pattern %c/#", "/x", clientId)).toBe("");
      expect(may("pattern %c/#", "%c/x", clientId)).toBe("");
    },
  );

  it("takes lines as mosquitto's users write them: Windows ends, blanks, and a deny that comes last", () => {
    expect(may("topic readwrite a/#\r\n\r\n  topic   deny   a/b  \r\n", "a/b", "c")).toBe("");
    expect(may("topic a/#\r\n", "a/b", "c")).toBe("rw");
  });

  it.each([
    ["topics a", 1, '"topics" begins the line, wanted user, topic or pattern'],
    ["topic a\n\ntopic reed b", 3, '"reed" stands behind topic, wanted read, write, readwrite or deny'],
    ["user", 1, "wanted: user NAME"],
    ["topic read a/#/b", 1, "# that is not its whole last level"],
    ["topic", 1, "empty"],
  ])("with a mistake is refused with its line: %j", (list, line, said) => {
    expect(parseAccessRules(list)).toEqual({ line, text: expect.stringContaining(said) });
  });
});

describe("a broker with users", () => {
  const users = new Map([["green", "secret"]]);

  it.each([
    ["lets in who knows the password", { username: "green", password: "secret" }, "20020000"],
    ["answers 4 to a wrong password", { username: "green", password: "secre" }, "20020004"],
    ["answers 4 to a longer one", { username: "green", password: "secretsecret" }, "20020004"],
    ["answers 4 to no password", { username: "green" }, "20020004"],
    ["answers 4 to an unknown name", { username: "red", password: "secret" }, "20020004"],
    ["answers 5 to no name", {}, "20020005"],
  ])("%s", (_what, fields, answer) => {
    const bench = createBench({}, { access: { users } });
    bench.open(1);
    bench.say(1, connect("A", 0, 4, fields));
    expect(bench.sent(1)).toBe(answer);
    expect(JSON.stringify(bench.events())).not.toContain("secre");
  });
});

describe("a broker with an access list", () => {
  function guarded(list: string) {
    const rules = parseAccessRules(list);
    if (!("topics" in rules)) throw new Error(rules.text);
    const bench = createBench({}, { access: { rules } });
    for (const [id, name] of [
      [1, "A"],
      [2, "B"],
    ] as const) {
      bench.open(id);
      bench.say(id, connect(name, 0, 4));
    }
    return bench;
  }

  /** Messages on their way to subscribers. */
  const delivered = (bench: ReturnType<typeof createBench>) =>
    bench.actions.flatMap((action) => (action.action === "deliver" ? [{ to: action.to, ...action.event }] : []));

  it("acknowledges what may not be written, and sends it nowhere", () => {
    const bench = guarded("topic read #\ntopic write open");
    bench.say(2, subscribe(1, "#"));
    bench.say(1, publish("closed", "x", 3, 7), publish("open", "y"));
    expect(bench.sent(1)).toBe("20020000 40020007");
    expect(bench.sent(2)).toBe("20020000 9003000100 300700046f70656e79");
    expect(bench.events()).toContainEqual(expect.objectContaining({ event: "warned", client: "A" }));
  });

  it("grants every subscription and sends only what may be read, retained or not", () => {
    const bench = guarded("topic write #\npattern read for/%c");
    bench.say(1, publish("for/B", "x", 1), publish("for/A", "x", 1));
    bench.say(2, subscribe(1, "#"));
    bench.say(1, publish("for/B", "y"), publish("for/A", "y"));
    expect(delivered(bench)).toMatchObject([
      { to: [2], topic: "for/B", payload: text("x"), retain: true },
      { to: [2], topic: "for/B", payload: text("y"), retain: false },
    ]);
  });

  it("publishes no will that its client might not write", () => {
    const bench = guarded("topic read #\npattern write own/%c");
    bench.say(2, subscribe(1, "#"));
    for (const [id, topic] of [
      [3, "own/device"],
      [4, "own/other"],
    ] as const) {
      bench.open(id);
      bench.say(id, connect("device", 0, 4, { will: { topic, message: "gone" } }));
      bench.closed(id);
    }
    expect(delivered(bench)).toMatchObject([{ topic: "own/device" }]);
  });
});

describe("a denied filter", () => {
  it.each([
    [4 as const, "90050001800000"],
    [3 as const, "90050001000000"],
  ])("fails in the SUBACK as level %i can say it, and brings nothing; others are served", (level, answer) => {
    const bench = createBench({}, { access: { deniedFilters: ["secret/#"] } });
    bench.open(1);
    bench.say(1, connect("A", 0, level), subscribe(1, "secret/a", "b", "c"));
    expect(bench.sent(1)).toBe(`20020000 ${answer}`);
    bench.say(1, publish("secret/a", "x"), publish("b", "x"));
    expect(bench.sent(1)).toBe(`20020000 ${answer} 300400016278`);
    expect(bench.events()).toContainEqual(
      expect.objectContaining({ event: "subscribed", filter: "secret/a", granted: 0x80 }),
    );
  });
});
