/** Parts from a file, with the files that it names beside it. */
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Board } from "../boards.js";
import { Complaint } from "../complaint.js";
import { parseParts, type ReadPart } from "./parts/parse.js";

/** The parts of a JSON file. Throws a Complaint at what is wrong with it. */
export function readParts(file: string, board: Board): ReadPart[] {
  let data: unknown;
  try {
    data = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Complaint(
      "bad-parts",
      `The file ${JSON.stringify(file)} of --parts can't be read: ${(error as Error).message}.`,
      "Name a JSON file with a list of parts; docs/parts.md has them.",
    );
  }
  return parseParts(data, file, board, textReader(dirname(file)));
}

/** Reads files by their names from a folder on. Throws a Complaint where there is none. */
export function textReader(folder: string): (file: string) => string {
  return (file) => {
    try {
      return readFileSync(resolve(folder, file), "utf8");
    } catch (error) {
      throw new Complaint(
        "bad-parts",
        `The file ${JSON.stringify(file)} that feeds a part can't be read: ${(error as Error).message}.`,
        `Its name counts from ${folder}.`,
      );
    }
  };
}
