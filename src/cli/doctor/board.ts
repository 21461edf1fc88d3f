/** What answers on a port: which board, its firmware, and what its Storage holds. Nothing that runs there is disturbed. */
import { type Board, boardIds, loadBoard } from "../../boards.js";
import { Complaint } from "../../complaint.js";
import { type BoardConsole, BoardError, ConsoleClosed, NoAnswer, openConsole } from "../../upload/console.js";
import type { Opener } from "../../upload/ports.js";
import { cameUp, running } from "../../upload/slots.js";
import { askEnv, askStorage, type Env, firmwareOld, isSince, type StorageState } from "../../upload/state.js";
import { type Finding, ok, problem, problemOf, warning } from "./finding.js";

/** A board may sit in a blocking `connect` for 18 s. */
const ANSWER_MS = 25_000;

/** What a board said, as far as it did. */
export interface Asked {
  readonly port: string;
  readonly env: Env;
  /** Undefined if it is none that is known. */
  readonly board: Board | undefined;
  readonly storage: StorageState | undefined;
}

/**
 * Asks the board on a port. Answers undefined if none answered: that is a finding by then.
 * @param answerMs how long the board may take
 */
export async function checkBoard(
  port: string,
  open: Opener,
  nonce: string,
  say: (finding: Finding) => void,
  answerMs = ANSWER_MS,
): Promise<Asked | undefined> {
  let console: BoardConsole | undefined;
  try {
    console = await openConsole(open, nonce);
    const env = await askEnv(console, { deadlineMs: answerMs, interrupts: false });
    const board = boardOf(env);
    say(boardFinding(port, env, board));
    say(firmwareFinding(port, env, board));
    const storage = await checkStorage(console, port, say);
    return { port, env, board, storage };
  } catch (error) {
    say(problemOf("board", consoleComplaint(error, port)));
    return undefined;
  } finally {
    await console?.close().catch(() => {});
  }
}

/** The board that says so of itself; undefined if it is none that is known. */
function boardOf({ BOARD }: Env): Board | undefined {
  return boardIds()
    .map(loadBoard)
    .find(({ firmwareName }) => firmwareName === BOARD);
}

function boardFinding(port: string, { BOARD, VERSION }: Env, board: Board | undefined): Finding {
  if (board) return ok("board", `${port} is ${board.name} (--board ${board.id}), Espruino ${VERSION}.`);
  return problem(
    "board",
    `${port} says that it is ${BOARD}, of which nothing is known; known are ${boardIds().join(", ")}.`,
    "Connect one of these; docs/boards.md says how a board is described.",
  );
}

function firmwareFinding(port: string, { VERSION }: Env, board: Board | undefined): Finding {
  const since = board?.firmwareSince ?? "2v20";
  if (isSince(VERSION, since)) return ok("firmware", `Espruino ${VERSION} is new enough (${since}).`);
  return problemOf("firmware", firmwareOld(port, VERSION, since));
}

async function checkStorage(
  console: BoardConsole,
  port: string,
  say: (finding: Finding) => void,
): Promise<StorageState | undefined> {
  try {
    const storage = await askStorage(console, { interrupts: false });
    say(storageFinding(storage));
    return storage;
  } catch (error) {
    say(problemOf("storage", consoleComplaint(error, port)));
    return undefined;
  }
}

function storageFinding(state: StorageState): Finding {
  const { totalBytes, freeBytes, trashBytes, inTheWay, slots, boots } = state;
  const room = `${freeBytes + trashBytes} of ${totalBytes} bytes of Storage are free`;
  if (inTheWay.length > 0) {
    const files = inTheWay.join(" and ");
    return problem(
      "storage",
      `${room}; saved code runs in place of a sketch: ${files}.`,
      `On the board's console: ${inTheWay.map((name) => `require("Storage").erase(${JSON.stringify(name)})`).join(";")}`,
    );
  }
  const now = running(slots);
  if (now === undefined) {
    return ok("storage", `${room}; ${boots === "other" ? "other code boots there" : "no sketch is there"}.`);
  }
  if (cameUp(now.marks)) return ok("storage", `${room}; a sketch of ${now.bytes} bytes runs.`);
  return warning(
    "storage",
    `${room}; the last boot of the sketch of ${now.bytes} bytes has not come to its first idle pass.`,
    "See why: tagwire monitor --port PORT, and press reset",
  );
}

/** What the console rejects with, as a Complaint; anything else stays what it is. */
export function consoleComplaint(error: unknown, port: string): unknown {
  const isOfConsole = error instanceof NoAnswer || error instanceof ConsoleClosed || error instanceof BoardError;
  if (!isOfConsole) return error;
  return new Complaint(
    "not-a-board",
    `The conversation with ${port} ended: ${error.message}.`,
    "Close what else uses the port, press reset on the board, and try again.",
  );
}
