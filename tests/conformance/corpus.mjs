/**
 * The corpus: what MQTT 3.1 and 3.1.1 decide about the answer to what a client sends, clause by clause. Where they leave
 * it open there is no row. A row's version is that of its CONNECT; clauses like MQTT-3.1.2-3 and section numbers are
 * those of MQTT 3.1.1 unless `MQTT 3.1` stands before them. play.mjs says what the steps mean.
 */

import { connectRows } from "./rows/connect.mjs";
import { malformedRows } from "./rows/malformed.mjs";
import { publishRows } from "./rows/publish.mjs";
import { retainedRows } from "./rows/retained.mjs";
import { sessionRows } from "./rows/session.mjs";
import { subscribeRows } from "./rows/subscribe.mjs";
import { willRows } from "./rows/will.mjs";

/**
 * @typedef {object} Row
 * @property {string} name what the specification decides, as a sentence
 * @property {string} clause where it does
 * @property {"3.1" | "3.1.1"} version
 * @property {readonly string[]} steps
 */

const families = { connectRows, malformedRows, publishRows, retainedRows, subscribeRows, sessionRows, willRows };

/** @type {readonly Row[]} */
export const corpus = Object.values(families).flat();
