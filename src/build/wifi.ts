/** What the build can see of `joinWifi`: names and passwords that are literals or settings are checked here. */
import ts from "typescript";
import { type Board, boardIds, loadBoard } from "../boards.js";
import { entries } from "./entries.js";
import { complaintAt } from "./mistake.js";
import type { Program } from "./program.js";
import { seenOption, usesOf } from "./spelled.js";

export interface Joining {
  /** Whether it may be given a list of networks: not if each call has a text in its place. */
  readonly severalNetworks: boolean;
  /** Whether some name or password can't be seen: then the board checks them. */
  readonly uncheckedWifi: boolean;
}

const REMEDY = "Mend it, then build again; docs/wifi.md says what networks have.";

interface Rule {
  readonly wanted: string;
  /** `value` has one char per byte. */
  isGood(value: string): boolean;
}

/** What a network's name and password have to be (IEEE 802.11, section 9.4.2.2 and annex J.4). */
const networkRules: Readonly<Record<"ssid" | "password", Rule>> = {
  ssid: { wanted: "a name of 1 to 32 bytes", isGood: ({ length }) => length >= 1 && length <= 32 },
  password: {
    wanted: '8 to 63 bytes, 64 hexadecimal digits, or "" for a network without',
    isGood: (value) => value === "" || /^(?:[^\0]{8,63}|[\da-f]{64})$/i.test(value),
  },
};

/** The nodes of one network's name and password, where they can be told apart. */
type Spelling = Readonly<Partial<Record<"ssid" | "password", ts.Node>>>;

/** Throws a Complaint at a name or a password that no access point has, and where the board has no Wi-Fi. */
export function joining(program: Program, board: Board): Joining {
  let severalNetworks = false;
  let uncheckedWifi = false;
  for (const use of usesOf("joinWifi", program, entries["tagwire/wifi"] as string)) {
    demandWifi(use, board);
    const [first, second] = ts.isCallExpression(use) ? use.arguments : [];
    const isOne = first !== undefined && isText(first, program);
    const networks = isOne ? [{ ssid: first, password: second }] : networksOf(first);
    severalNetworks ||= !isOne;
    uncheckedWifi ||= networks === undefined;
    for (const network of networks ?? []) {
      for (const name of ["ssid", "password"] as const) {
        const node = network[name];
        const { value, setting } = (node && seenOption(program, node, "bytes")) ?? {};
        if (node === undefined || typeof value !== "string") uncheckedWifi = true;
        else check(name, node, value, setting);
      }
    }
  }
  return { severalNetworks, uncheckedWifi };
}

function isText(node: ts.Node, { checker }: Program): boolean {
  return (checker.getTypeAtLocation(node).flags & ts.TypeFlags.StringLike) !== 0;
}

/** The networks of a list that is spelled with all its properties; undefined if it is not. Throws a Complaint at an empty one. */
function networksOf(list: ts.Node | undefined): Spelling[] | undefined {
  if (list === undefined || !ts.isArrayLiteralExpression(list)) return undefined;
  if (list.elements.length === 0) throw complaintAt(list, "the list of networks is empty; wanted is 1 or more", REMEDY);
  const networks = list.elements.map((element) => {
    if (!ts.isObjectLiteralExpression(element)) return undefined;
    const network: Partial<Record<string, ts.Node>> = {};
    for (const property of element.properties) {
      if (ts.isShorthandPropertyAssignment(property)) network[property.name.text] = property.name;
      else if (!ts.isPropertyAssignment(property) || ts.isComputedPropertyName(property.name)) return undefined;
      else network[property.name.text] = property.initializer;
    }
    return network as Spelling;
  });
  return networks.every((network) => network !== undefined) ? networks : undefined;
}

function check(name: "ssid" | "password", node: ts.Node, value: string, setting: string | undefined): void {
  const { wanted, isGood } = networkRules[name];
  if (isGood(value)) return;
  const secret = name === "password" && setting === undefined;
  const seen = setting === undefined ? node.getText() : `the setting ${setting}, of ${value.length} bytes`;
  const sentence = `${name} is ${secret ? `a secret of ${value.length} bytes` : seen}; wanted is ${wanted}`;
  throw complaintAt(node, sentence, REMEDY, { secret });
}

/** As a `require("Wifi")` of the sketch's own is refused there (modules.ts). */
function demandWifi(use: ts.Node, { name, modules }: Board): void {
  if (modules.includes("Wifi")) return;
  const others = boardIds().filter((id) => loadBoard(id).modules.includes("Wifi"));
  const sentence = `joinWifi needs the module Wifi, and the firmware of ${name} has none; that of ${others.join(", ")} has`;
  const remedy =
    "Choose such a board with --board ID, or call connect at once: a network that is there needs no joining.";
  throw complaintAt(use, sentence, remedy, { name: "module-not-found" });
}
