/**
 * What the build knows and the SDK's source asks for by name. Each name is replaced by its value before rollup looks
 * for what is never reached, so that a board, or a sketch that does not use an option, does not pay for the others.
 */
import ts from "typescript";
import type { Board } from "../boards.js";
import type { Subscribing } from "./filters.js";
import type { Reporting } from "./reports.js";
import type { OptionValue, Spelled } from "./spelled.js";
import type { Spooling } from "./spooling.js";
import type { Joining } from "./wifi.js";

/** The value behind a name of the source, undefined for every name that is not a constant. */
export type Constants = (name: string) => boolean | number | string | undefined;

/**
 * The constants for one sketch on one board.
 * @param uses what it uses beside the options: whether it puts values for other devices, or when it may be connected,
 *   whether it imports from `tagwire/qos1`, what it subscribes to, which Wi-Fi it joins, whether it calls `sleepFor`, with
 *   a time that is no literal, what it gives to `spool`, how it reports, and whether it gives anything to `tls`
 */
export function constantsFor(
  board: Board,
  spelled: Spelled,
  uses: Subscribing &
    Joining &
    Reporting & {
      readonly namesDevices: boolean;
      readonly putsLater: boolean;
      readonly sleeps: boolean;
      readonly qos1: boolean;
      readonly hidesSleep: boolean;
      readonly spooling: Spooling;
      readonly givesTls: boolean;
    },
): Constants {
  const table: Readonly<Record<string, boolean | number | string>> = {
    BOARD_UNICODE: board.strings === "unicode",
    BOARD_CHUNK_BYTES: board.chunkBytes,
    BOARD_ESP8266: board.chip === "ESP8266",
    UNCHECKED_SLEEP: uses.hidesSleep,
    BOARD_CONNECT_BLOCKS: board.connectFailure === "throws",
    UNCHECKED: !spelled.checked,
    UNTYPED: false,
    NAMES_DEVICES: uses.namesDevices,
    QOS1: uses.qos1,
    // With QoS 1 each value has an identifier, with a spool it is in a file before all else, and who sleeps puts first.
    LANE: uses.putsLater && !uses.qos1 && !uses.spooling.spools && !uses.sleeps && !isPaced(spelled),
    SUBSCRIBES: uses.subscribes,
    SPOOL_FILE: uses.spooling.file,
    SPOOL_BYTES: uses.spooling.bytes,
    UNCHECKED_SPOOL: uses.spooling.uncheckedSpool,
    WILDCARDS: uses.wildcards,
    SEVERAL_NETWORKS: uses.severalNetworks,
    UNCHECKED_WIFI: uses.uncheckedWifi,
    // What a broker kept of an earlier session may be for other filters.
    ONE_FILTER: uses.oneFilter && hasOption("HAS_CLEAN_SESSION", spelled) === false,
    UNSUBSCRIBES: uses.unsubscribes,
    COUNTS: uses.counts,
    REPORTS_UNCHECKED: uses.reportsUnchecked,
    REPORTS_LATE: uses.reportsLate,
    REPORTS_AVERAGE: uses.reportsAverage,
    REPORTS_DELTA: uses.reportsDelta,
    REPORTS_HEARTBEAT: uses.reportsHeartbeat,
    TLS_GIVEN: uses.givesTls,
    REPORTS_COUNTED: uses.reportsCounted,
    SEVERAL_HOSTS: typeof spelled.options?.get("host") !== "string",
  };
  return (name) => (Object.hasOwn(table, name) ? table[name] : hasOption(name, spelled));
}

/** Whether its values always go one by one. */
function isPaced({ options }: Spelled): boolean {
  return Number(options?.get("paceMs")) > 0;
}

/** `HAS_KEEP_ALIVE_S`: whether the sketch's `connect` spells keepAliveS. */
export function hasOption(name: string, spelled: Spelled): boolean | undefined {
  const option = /^HAS_([A-Z_]+)$/.exec(name)?.[1];
  if (option === undefined) return undefined;
  const key = option.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
  return spelled.options === undefined || spelled.options.has(key);
}

/**
 * Puts the values in place of the names, and in place of `options.NAME` what the sketch spells for it: so the object, its
 * names and what is made of them at run time are spared where all is known. An exported const that is left to be another
 * name for a function becomes an export of that function, which costs nothing: minifiers keep the variable.
 */
export function constants(values: Constants, options: Spelled["options"]): ts.TransformerFactory<ts.SourceFile> {
  return (context) => (file) => {
    const { factory } = context;
    /** What `options.NAME` is where that is known; a text of other characters has its own way to the board (literals.ts). */
    const optionOf = (node: ts.Node): ts.Expression | undefined => {
      if (options === undefined || !ts.isPropertyAccessExpression(node)) return undefined;
      if (!ts.isIdentifier(node.expression) || node.expression.text !== "options") return undefined;
      const name = node.name.text;
      return options.has(name) ? literalOf(options.get(name), factory) : factory.createVoidZero();
    };
    const aliasOf = (node: ts.Node): ts.ExportSpecifier | undefined => {
      if (!ts.isVariableStatement(node) || node.modifiers?.[0]?.kind !== ts.SyntaxKind.ExportKeyword) return undefined;
      const [{ name, initializer: choice } = {}] = node.declarationList.declarations;
      if (!name || !ts.isIdentifier(name) || !choice || !ts.isConditionalExpression(choice)) return undefined;
      const value = ts.isIdentifier(choice.condition) ? values(choice.condition.text) : undefined;
      const chosen = value ? choice.whenTrue : choice.whenFalse;
      if (value === undefined || !ts.isIdentifier(chosen)) return undefined;
      return factory.createExportSpecifier(false, chosen.text, name.text);
    };
    const visit = (node: ts.Node): ts.Node => {
      const alias = aliasOf(node);
      if (alias) return factory.createExportDeclaration(undefined, false, factory.createNamedExports([alias]));
      const known = ts.isIdentifier(node) ? literalOf(values(node.text), factory) : optionOf(node);
      return known ?? ts.visitEachChild(node, visit, context);
    };
    return ts.visitNode(file, visit) as ts.SourceFile;
  };
}

function literalOf(value: OptionValue | undefined, factory: ts.NodeFactory): ts.Expression | undefined {
  switch (typeof value) {
    case "number":
      return factory.createNumericLiteral(value);
    case "boolean":
      return value ? factory.createTrue() : factory.createFalse();
    case "string":
      return /^[ -~]*$/.test(value) ? factory.createStringLiteral(value) : undefined;
    default:
      return undefined;
  }
}
