/** How the files of rows write one. */

/** @typedef {import("./corpus.mjs").Row} Row */

/** Both versions decide it, and alike. */
export const both = /** @type {const} */ (["3.1", "3.1.1"]);
/** Only MQTT 3.1 decides it, or decides it so. */
export const old = /** @type {const} */ (["3.1"]);
/** Only MQTT 3.1.1 decides it, or decides it so. */
export const newer = /** @type {const} */ (["3.1.1"]);

/**
 * One row for each version.
 * @param {string} name @param {string} clause @param {readonly ("3.1" | "3.1.1")[]} versions
 * @param {string} steps one a line
 * @returns {Row[]}
 */
export function row(name, clause, versions, steps) {
  const lines = steps
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  return versions.map((version) => ({ name, clause, version, steps: lines }));
}
