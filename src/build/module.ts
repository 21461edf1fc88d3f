/**
 * The SDK as Espruino modules, for those who do not use our build: `require("tagwire").connect(...)`. The board is not
 * known, so what depends on it is asked for when the module is loaded, or is the least of all boards.
 */
import type { Plugin } from "rollup";
import { type Board, boardIds, loadBoard } from "../boards.js";
import { plainOutput, programModules } from "./bundle.js";
import { type Constants, constants, hasOption } from "./constants.js";
import { checkText } from "./dialect/text.js";
import { modules } from "./entries.js";
import { literals } from "./literals.js";
import { minify } from "./minify.js";
import { boardNames } from "./names.js";
import { readProgram } from "./program.js";
import { bufferInStorage } from "./spooling.js";

/** What a sketch may do, or leave undone: the module is for all. */
const unknown = new Set([
  "UNCHECKED",
  "UNTYPED",
  "NAMES_DEVICES",
  "SEVERAL_HOSTS",
  "WILDCARDS",
  "SEVERAL_NETWORKS",
  "UNCHECKED_WIFI",
  "UNCHECKED_SLEEP",
  "UNCHECKED_SPOOL",
  "UNSUBSCRIBES",
  "COUNTS",
  "TLS_GIVEN",
]);

/** The modules that are without the fast lane, as constants.ts says. */
const withoutLane = new Set(["tagwire/qos1", "tagwire/sleep", "tagwire/spool"].map((name) => modules[name]));

/** A char over 255 stays one only where strings are Unicode; elsewhere firmware may know no `isUTF8` at all. */
const intro = 'var BOARD_UNICODE = E.isUTF8 && E.isUTF8("\\u0100");';
/** Only `tagwire/sleep` asks for it. */
const chipIntro = 'var BOARD_ESP8266 = process.env.BOARD.indexOf("ESP8266") == 0;';

/** The plugins of rollup that make one of `modules` a minified text; the format is `cjs`. */
export function espruinoModule(name: string): Plugin[] {
  const entry = modules[name] as string;
  const boards = boardIds().map(loadBoard);
  const names = [...new Set(boards.flatMap(boardNames))];
  const chunkBytes = Math.min(...boards.map((board) => board.chunkBytes));
  // BOARD_UNICODE stays a name, which the intro gives a value.
  const anyBoard: Constants = (name) => {
    if (name === "BOARD_CHUNK_BYTES") return chunkBytes;
    // Where connect does block, waiting for it to tell is right too.
    if (name === "BOARD_CONNECT_BLOCKS") return false;
    if (name === "QOS1") return entry === modules["tagwire/qos1"];
    if (name === "SUBSCRIBES") return entry === modules["tagwire/subscribe"];
    if (name === "ONE_FILTER") return false;
    if (name === "LANE") return !withoutLane.has(entry);
    if (name === "SPOOL_FILE") return "";
    if (name === "SPOOL_BYTES") return 0;
    return unknown.has(name) || name.startsWith("REPORTS_") || hasOption(name, { options: undefined, checked: false });
  };
  const transformers = [constants(anyBoard, undefined), literals("unicode")];
  return [
    bufferInStorage(entry === modules["tagwire/spool"]),
    programModules(readProgram(entry, boards[0] as Board), () => transformers),
    {
      name: "tagwire-module",
      outputOptions: (options) => ({
        ...options,
        ...plainOutput,
        intro: name === "tagwire/sleep" ? intro + chipIntro : intro,
      }),
      renderChunk: async (code) => {
        const short = await minify(code, names);
        // Its literals are written for these; what is not in them is the same for all.
        for (const board of boards.filter(({ strings }) => strings === "unicode")) checkText(short, board);
        return short;
      },
    },
  ];
}
