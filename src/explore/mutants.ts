/**
 * Mutants: small faults, one at a time, planted in a copy of the SDK, to see that the simulator's checks find each. A
 * mutant is a piece of text that stands in a file of src/device exactly once, and what stands there instead.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageFolder } from "../build/entries.js";
import { type Inputs, recordInputs } from "../build/inputs.js";

export interface Mutant {
  readonly name: string;
  /** The file, in src/device. */
  readonly file: string;
  readonly original: string;
  readonly planted: string;
}

const of =
  (file: string) =>
  (name: string, original: string, planted: string): Mutant => ({ name, file, original, planted });

const session = of("session.ts");
const buffer = of("buffer.ts");
const values = of("values.ts");
const packet = of("packet.ts");
const publish = of("publish.ts");
const aside = of("aside.ts");
const flush = of("flush.ts");
const frame = of("frame.ts");
const subscribe = of("subscribe.ts");

export const mutants: readonly Mutant[] = [
  session("no deadline of a turn", "  } else unread = arm(replyTimeoutMs);\n", "  } else unread = undefined;\n"),
  session("no deadline of a turn, with a fast lane", "timer = setTimeout(tick, replyTimeoutMs);", ""),
  session(
    "waits without an upper bound",
    "Math.min(retryMs * 2 || RETRY_MIN_MS, (options.retryMaxS || 15) * 1000)",
    "retryMs * 2 || RETRY_MIN_MS",
  ),
  session("waits that do not grow", "retryMs * 2 || RETRY_MIN_MS", "RETRY_MIN_MS"),
  session("waits without jitter", "Math.random() * (retryMs", "(retryMs"),
  session("CONNACK alone shortens the waits", "if (!ready) welcome();", "if (!ready) { welcome(); retryMs = 0; }"),
  session("a confirmed batch does not shorten the waits", "    confirm();\n    retryMs = 0;\n", "    confirm();\n"),
  session("any reply confirms", "  if (flight) {\n    confirm();", "  if (1) {\n    confirm();"),
  session("what was in flight is not sent again", "  rewind();\n", ""),
  session("still ready after the end", "socket = ready = 0;", "socket = 0;"),
  session(
    "events of a forgotten socket act",
    "  if (this == socket) {\n    if (SUBSCRIBES",
    "  if (1) {\n    if (SUBSCRIBES",
  ),
  session("a socket is forgotten and not closed", "  if (socket) socket.end();\n", ""),
  session(
    "PINGREQ goes ahead of its batch",
    "socket.write((SUBSCRIBES ? aside() + ((LANE && said) || take()) : (LANE && said) || take()) + PINGREQ)",
    "socket.write((SUBSCRIBES ? aside() + PINGREQ : PINGREQ) + ((LANE && said) || take()))",
  ),
  session(
    "a batch without a PINGREQ",
    "socket.write((SUBSCRIBES ? aside() + ((LANE && said) || take()) : (LANE && said) || take()) + PINGREQ)",
    "socket.write((LANE && said) || take() || PINGREQ)",
  ),
  session(
    "confirmed once written",
    "      if (SUBSCRIBES) clear();\n      if (HAS_PACE_MS)",
    "      confirm();\n      if (HAS_PACE_MS)",
  ),
  session("any answer counts as the one owed", "LANE && news === owed", 'LANE && typeof news == "string"'),
  session("a part of a reply counts as the whole", "owed.slice((news as string).length)", "owed.slice(9)"),
  session(
    "a batch does not follow a batch",
    "(used || (LANE && lane) || (SUBSCRIBES && pending()) ? 0 : idleMs)",
    "idleMs",
  ),
  session("PINGREQ follows PINGREQ", "(used || (LANE && lane) || (SUBSCRIBES && pending()) ? 0 : idleMs)", "0"),
  session("a value waits for the next keep-alive", "  if (socket && !owed && !used && !pauseMs) arm(0);\n", ""),
  session("a keep-alive later than promised", "keepAliveS * 500 ||", "keepAliveS * 1500 ||"),
  session(
    "another keep-alive in CONNECT",
    "char(keepAliveS >> 8, BOARD_UNICODE ? keepAliveS & 255 : keepAliveS)",
    "char(keepAliveS & 255, keepAliveS >> 8)",
  ),
  session("no flag for the user name", "USERNAME * (!!username as never)", "0"),
  session("no flag for the password", "PASSWORD * (!!password as never)", "0"),
  session("a connection that never stands is waited for", "arm(options.connectTimeoutMs || 15000)", "arm(NEVER_MS)"),
  session(
    "end outlives the connection given to it",
    "  if (farewell) farewell();\n}\n\nfunction forgetSocket",
    "}\n\nfunction forgetSocket",
  ),
  session("end waits for the next keep-alive", "    if (!socket || (!owed && !(used && pauseMs))) arm(0);\n", ""),
  session("end without DISCONNECT", "  if (socket) socket.write(DISCONNECT);", "  "),
  session("values that end leaves behind are not given up", "  timer = 0;\n  giveUp();", "  timer = 0;"),
  session("waits go on after end and a new connect", "  retryMs = undefined as never;\n", ""),
  session("a value is taken after end", "  if (farewell) return lose();\n", ""),
  session("every reply counts as a connection", "if (!ready) welcome();", "welcome();"),
  session(
    "poison is never given up",
    "lost(strike() ? POISON : /* @__PURE__ */ refusal(news))",
    "lost(/* @__PURE__ */ refusal(news))",
  ),
  session("silence condemns", "else if (owed) lost(SILENCE);", "else if (owed) lost(strike() ? POISON : SILENCE);"),
  session(
    "connected while it connects",
    'if (socket || !reason) return "connecting";',
    'if (socket || !reason) return "connected";',
  ),
  session("a reconnect forgets the pace", "  rewind();\n", "  rewind();\n  pauseMs = 0;\n"),
  session("no pace at all", "if (HAS_PACE_MS) pauseMs = flight && options.paceMs;", ""),
  session("a value does not wait for the pace", "&& !used && !pauseMs) arm(0);", "&& !used) arm(0);"),
  session("end does not wait for the pace", "(!owed && !(used && pauseMs))", "!owed"),
  session("a birth on the first connection only", "  if (birth)\n", "  if (birth && accepted == 1)\n"),
  session("a birth without a topic of its own", "utf(birth.topic)", 'utf("t")'),
  session("the longest wait is 15 s whatever is asked for", "(options.retryMaxS || 15)", "15"),
  session("a reply is waited for 10 s whatever is asked for", "options.replyTimeoutMs || 10000", "10000"),
  session("no flag for the will", "(will ? (will.retain ? WILL + WILL_RETAIN : WILL) : 0)", "0"),
  session("a will without its message", "utf(will.topic) + utf(will.message)", "utf(will.topic)"),
  buffer("a pace for batches, not for values", "suspects > 0 || options.paceMs || batch", "suspects > 0 || batch"),
  buffer("condemned at the first end", "const STRIKES = 3;", "const STRIKES = 1;"),
  buffer("a buffer larger than its memory", "while (used + length > size) {", "while (used + length > size + 40) {"),
  buffer("a value gives way though there is room", "while (used + length > size) {", "while (used + length >= size) {"),
  buffer(
    "what is in flight gives way",
    "      cut(flight, /* @__INLINE__ */ nextLength());",
    "      cut(0, memory[0] * 256 + memory[1] + HEAD);",
  ),
  buffer("what gives way is not counted", "      waiting--;\n      dropped++;\n", "      waiting--;\n"),
  buffer("what gives way still waits", "      waiting--;\n      dropped++;\n", "      dropped++;\n"),
  buffer("a value that does not fit is not counted", "  } else dropped++;\n  return fits;", "  }\n  return fits;"),
  buffer("flight does not end with its batch", "  flight = strikes = batch = 0;\n", "  strikes = batch = 0;\n"),
  buffer("what arrived still waits", "  waiting -= flying;\n", ""),
  buffer("a batch counts as one", "  confirmed += flying;", "  confirmed++;"),
  buffer("a rewind keeps the flight", "  flight = probed = batch = 0;", "  probed = batch = 0;"),
  buffer("a batch two bytes over the chunk", "> BOARD_CHUNK_BYTES - 2", "> BOARD_CHUNK_BYTES + 2"),
  buffer(
    "a batch without a bound",
    "(suspects > 0 || options.paceMs || batch.length + spelled.length > BOARD_CHUNK_BYTES - 2)",
    "(suspects > 0 || options.paceMs)",
  ),
  buffer("a value overwrites the oldest", "    memory.set(record, used);", "    memory.set(record, flight);"),
  buffer("a cut loses a byte", "memory.subarray(at + bytes, used)", "memory.subarray(at + bytes, used - 1)"),
  buffer("a cut that frees nothing", "  used -= bytes;\n", ""),
  buffer(
    "lengths of more than 255 are wrong",
    "memory[flight] * 256 + memory[flight + 1] + HEAD",
    "memory[flight + 1] + HEAD",
  ),
  buffer("a batch is never more than one value", "if (batch && (", "if (batch || ("),
  buffer("given up without being counted", "  dropped += waiting;\n", ""),
  buffer("poison stays in front", '    confirm("dropped");\n    confirmed--;\n', ""),
  buffer(
    "poison takes a second value with it",
    "    confirmed--;\n    dropped++;\n    return true;",
    "    confirmed--;\n    dropped += 2;\n    return true;",
  ),
  values("every tag gets a number", "(!heads[MOST_TAGS - 1] && heads.push(head))", "heads.push(head)"),
  buffer("the numbers of tags are one off", "heads[number - 1] + text", "heads[number - 1 && number - 2] + text"),
  values("quotes go as they are", '.replace(/["\\\\\\x00-\\x1f]/g, escape)', ""),
  values("control characters go as they are", '/["\\\\\\x00-\\x1f]/g', '/["\\\\]/g'),
  buffer("no retain flag", 'options.retain ? "\\x31" : "\\x30"', '"\\x30"'),
  values("a topic without its key", '"key/" + options.key + "/device/" + (', '"key//device/" + ('),
  values("poison goes by another name", "  if (number) text = heads[number - 1];", "  if (number) text = heads[0];"),
  packet("Remaining Length of 128 in one byte", "length > 127", "length > 128"),
  packet("Remaining Length by eights", "length >>= 7", "length >>= 8"),
  packet("lengths in UTF-16 units", 'E.fromUTF8("\\u0100" + text).substr(2)', 'E.fromUTF8("" + text)'),
  packet("lengths of 256 and more are wrong", "bytes.length >> 8", "0"),
  publish("connect begins anew each time", "  if (!timer) {", "  if (1) {"),
  session("NaN is taken", "size && value != null && value == value ?", "size ?"),
  session("a value is taken ahead of connect", "return size && value != null", "return value != null"),
  publish("a reconnect too many", "accepted && accepted - 1", "accepted"),

  // the fast lane
  session(
    "the fast lane does not empty into the buffer when the connection ends",
    "  if (LANE) spill();\n  rewind();",
    "  rewind();",
  ),
  session("what was said in the fast lane may not be what a connection dies of", "    hold();\n", ""),
  session("the fast lane overtakes the buffer", "  if (LANE) spill();\n  if (socket && !owed", "  if (socket && !owed"),
  session(
    "the fast lane empties from behind",
    "    unload(said);\n    hold();\n    unload(lane);",
    "    unload(lane);\n    hold();\n    unload(said);",
  ),
  session("the fast lane has no end", " || room-- <= 0", ""),
  session("NaN goes by the fast lane", " || value != value || room--", " || room--"),
  session("what was said in the fast lane is said again", '    said = "";\n    retryMs = 0;', "    retryMs = 0;"),
  session("the fast lane waits for the next keep-alive", "  if (!owed && !lane) stir();\n", ""),
  session("the fast lane is open while values wait", "  if (!used && !farewell && !(HAS", "  if (!farewell && !(HAS"),
  session("what goes back into the buffer has arrived, too", "    passed -= valuesIn(said);\n", ""),
  session(
    "the fast lane keeps no count of its room",
    "    passed -= valuesIn(said);\n    room = MOST_IN_LANE;\n",
    "    passed -= valuesIn(said);\n",
  ),
  session(
    "a flush does not see what arrives by the fast lane",
    "    if (leaving) leaving(valuesIn(said), 0, undefined);\n",
    "",
  ),
  session(
    "a device's values go to another's topic",
    '(NAMES_DEVICES && device ? device : "") + "\\0" + tag',
    '"\\0" + tag',
  ),

  // hosts, listeners, other devices
  session("the host is never another", "failures % hosts.length", "0"),
  session("the host that works is left too", "if (retryMs != 0) failures++", "failures++"),
  session("a new connect begins with a later host", "  if (SEVERAL_HOSTS) failures = 0;\n", ""),
  session("the port is 1883 whatever is asked for", "options.port || 1883", "1883"),
  session("a connection is waited for 15 s whatever is asked for", "options.connectTimeoutMs || 15000", "15000"),
  session("each session is a clean one", "CLEAN_SESSION * ((options.cleanSession != false) as never)", "CLEAN_SESSION"),
  session("a loss is not told", "  forgetSocket();\n  changed();\n", "  forgetSocket();\n"),
  session("a change is told within the turn that makes it", "setTimeout(options.onStatus, 0)", "options.onStatus()"),
  values("values of others are the sketch's own", "(NAMES_DEVICES && device) || options.device", "options.device"),

  // flush
  flush("a flush does not wait for the youngest", "left: waitingValues(),", "left: waitingValues() - 1,"),
  flush("a flush waits for as long as it takes", "setTimeout(expire, timeoutMs || 30000, wait)", "0"),
  flush("a flush is told again", "waits.splice(at, 1)[0]", "waits[at]"),
  flush("what is dropped has arrived", "tell(--at, why)", "tell(--at, undefined)"),
  flush("a flush of nothing is not told", "  else if (!wait.left) tell(", "  else if (0) tell("),

  // QoS 1
  buffer("DUP at once", "[kind >> SAID_BIT]", "[1]"),
  buffer("never DUP", "      memory[flight + HEAD] |= SAID;\n", ""),
  buffer("identifiers begin anew with each batch", "gone += at ? 0 : bytes;", "gone = 0;"),
  buffer(
    "one identifier for a batch",
    ": char(((gone + flight) >> 8) | 128, gone + flight)",
    ": char((gone >> 8) | 128, gone)",
  ),
  session("the first PUBACK confirms all", "owed = owed.slice(4);", 'owed = "";'),
  session("the PUBACK of another confirms", "lastIndexOf(owed.slice(0, 4))", "lastIndexOf(owed.slice(0, 2))"),
  session("PUBACKs count only as the next that comes", "(owed && ~unread.lastIndexOf", "(owed && !unread.lastIndexOf"),
  session("what answered the turn before counts", "unread = arm(", "arm("),

  // messages to the device
  session("nothing is asked for again", "  if (SUBSCRIBES) askAll();\n", "  if (SUBSCRIBES && !accepted) askAll();\n"),
  session("what is aside waits for a turn", "  if (!owed && !pauseMs) arm(0);\n", ""),
  session("what is aside is said once more", "      if (SUBSCRIBES) clear();\n", ""),
  session("bytes of the connection before are kept", "  if (SUBSCRIBES) forget();\n", ""),
  aside("messages come with QoS 0", "unasked = isKept() ? kept : all;", "unasked = all;"),
  aside("an unsubscribe is a subscribe", "packet(UNSUBSCRIBE,", "packet(SUBSCRIBE,"),
  frame("a message is acknowledged by another id", "PUBACK + held.substr(body, 2)", 'PUBACK + "\\0\\x01"'),
  subscribe("an unsubscribe is kept to itself", "  leave(filter, socket);\n", ""),
  subscribe("who unsubscribes is called on", "  delete listeners[filter];\n", ""),
  subscribe("a filter is asked for again and again", "if (ONE_FILTER ? !only : !listeners[filter])", "if (1)"),
  frame(
    "the begin of a packet is lost",
    "!held[over - 2]) return news;",
    '!held[over - 2]) {\n      held = "";\n      return news;\n    }',
  ),
  frame("what is too long is collected", " && !held[over - 2]) return", ") return"),
  frame("what is too long is handed on", "if (end < over && body <= end)", "if (body <= end)"),
  frame("what is too long is not passed over", "rest = held[end] ? 0 : end - held.length;", "rest = 0;"),
  frame("a limit that is one byte less", "let over = 513;", "let over = 512;"),
  frame("0x80 is granted", "        refused += topic.length - at;", "        granted += topic.length - at;"),
  frame("the id of a message is a part of it", "          body += 2;\n", ""),
  frame("what is granted adds up", "  granted = refused = 0;\n", ""),
  frame("# is a name", 'if (levels[at] == wanted[at] || wanted[at] == "#")', "if (levels[at] == wanted[at])"),
  frame(
    "+ stands for no level, too",
    'if (levels[at] == wanted[at] || wanted[at] == "#")',
    'if (levels[at] == wanted[at] || wanted[at] == "#" || wanted[at] == "+")',
  ),
  frame(
    "a filter is a beginning",
    'if (levels[at] == wanted[at] || wanted[at] == "#")',
    'if (levels[at] == wanted[at] || wanted[at] == "#" || wanted[at] == null)',
  ),
];

/** Reads the disk, but for the file of the mutant. Throws where its text is not there exactly once. */
export function mutated({ name, file, original, planted }: Mutant): Inputs {
  const path = join(packageFolder, "src/device", file);
  const text = readFileSync(path, "utf8");
  const times = text.split(original).length - 1;
  if (times !== 1) {
    throw new Error(
      `The mutant "${name}" wants ${JSON.stringify(original)} once in src/device/${file}; it is there ${times} times.`,
    );
  }
  const inputs = recordInputs();
  return { ...inputs, text: (asked) => (asked === path ? text.replace(original, () => planted) : inputs.text(asked)) };
}
