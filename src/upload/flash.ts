/**
 * From an open port to a sketch that runs: ask the board, build for it, upload, restart, and look whether the sketch comes
 * up. If it does not, the one before is put back. Resolves only if the new sketch has been seen to run.
 */
import { type Board, boardIds, loadBoard } from "../boards.js";
import { Complaint } from "../complaint.js";
import { type BoardConsole, ConsoleClosed, NoAnswer, openConsole } from "./console.js";
import { printedLines } from "./printed.js";
import { cameUp, running } from "./slots.js";
import { askEnv, askStorage, type Env, firmwareOld, isSince } from "./state.js";
import { pause, type Transport, type TransportEvents } from "./transport.js";
import { askMarks, interrupted, restart, takeBack, type Uploaded, upload } from "./upload.js";

/** The sketch is idle and no idle pass is marked: looked at so often, it has thrown. */
const LOOKS = 3;
const LOOK_EVERY_MS = 150;
/** A `load()` that got lost is said again. */
const BEGIN_WITHIN_MS = 2000;

export interface FlashOptions {
  open(events: TransportEvents): Promise<Transport>;
  /** 6 letters, another for each conversation. */
  readonly nonce: () => string;
  /** As named; undefined to ask the board. */
  readonly board?: Board | undefined;
  /** Builds the sketch, when it is known for which board. */
  scriptFor(board: Board): Promise<string>;
  /** How long the sketch may take to its first idle pass. */
  readonly upWithinMs: number;
  /** How long the board may be silent, as openConsole has it. */
  readonly patienceMs?: number;
  /** How long it is watched after that. */
  readonly showMs: number;
  readonly progress?: (doneBytes: number, allBytes: number) => void;
  /** A line that the board printed since the restart. */
  readonly printed?: (line: string) => void;
  /** What is done now, for people. */
  readonly step?: (what: string) => void;
  readonly stopped?: AbortSignal;
}

export interface Flashed {
  readonly board: Board;
  readonly version: string;
  readonly bytes: number;
  /** From the first byte of the upload to the commit, verified. */
  readonly uploadMs: number;
  /** From the restart to the first idle pass, as seen from here. */
  readonly upMs: number;
}

/** Flashes a board. Rejects with a Complaint about everything else than a sketch that runs. */
export async function flash(options: FlashOptions): Promise<Flashed> {
  const { step, stopped } = options;
  const session = await openSession(options);
  const onStop = () => void session.board.close();
  stopped?.addEventListener("abort", onStop);
  try {
    // Stopped before there was a port to close.
    if (stopped?.aborted) throw stoppedComplaint(session.board.transport.name);
    const env = await askEnv(session.board).catch((error: unknown) => {
      if (stopped?.aborted) throw stoppedComplaint(session.board.transport.name);
      throw interrupted(error, session.board.transport.name);
    });
    const board = boardOf(env, options.board, session.board.transport.name);
    step?.(`${board.name}, Espruino ${env.VERSION}`);
    const script = await options.scriptFor(board);
    const began = performance.now();
    const uploaded = await put(session, script, board, options);
    const uploadMs = performance.now() - began;
    session.listen();
    const upMs = await comeUp(session, uploaded, options);
    return { board, version: env.VERSION, bytes: script.length, uploadMs, upMs };
  } finally {
    stopped?.removeEventListener("abort", onStop);
    await session.board.close().catch(() => {});
  }
}

async function put(
  session: Session,
  script: string,
  { jsVars }: Board,
  { progress, stopped }: FlashOptions,
): Promise<Uploaded> {
  const { board } = session;
  const { name } = board.transport;
  let isBegun = false;
  try {
    const state = await askStorage(board);
    isBegun = true;
    return await upload(board, script, state, {
      chunkBytes: jsVars < 3000 ? 512 : 1024,
      ...(progress && { progress }),
    });
  } catch (error) {
    // Back to the sketch that was interrupted, at once if the board hears us.
    if (stopped?.aborted) {
      if (isBegun) await restartAnew(session).catch(() => {});
      throw stoppedComplaint(name);
    }
    if (isBegun) await restart(board).catch(() => {});
    throw interrupted(error, name);
  }
}

/** Restarts a board whose console was closed in the middle of a line. */
async function restartAnew(session: Session): Promise<void> {
  await session.reopen();
  // An answer says that what was torn is out of the way.
  await session.board.ask("1", { deadlineMs: 3000, againMs: 500, interrupts: false });
  await restart(session.board);
}

/** A console that may be opened again after the board, or its network, has restarted. */
interface Session {
  board: BoardConsole;
  /** From now on, printed lines are told. */
  listen(): void;
  /** What was printed since, the last lines of it. */
  readonly lines: string[];
  reopen(): Promise<void>;
}

async function openSession({ open, nonce, printed, patienceMs }: FlashOptions): Promise<Session> {
  const lines: string[] = [];
  let isListening = false;
  const told = printedLines((line) => {
    if (!isListening) return;
    lines.push(line);
    if (lines.length > 100) lines.shift();
    printed?.(line);
  });
  const connect = () => openConsole(open, nonce(), { printed: told, patienceMs });
  const session: Session = {
    board: await connect(),
    lines,
    listen: () => (isListening = true),
    reopen: async () => {
      await session.board.close().catch(() => {});
      session.board = await connect();
    },
  };
  return session;
}

/** The board that answers. Throws a Complaint if it is another than was named, unknown, or its firmware too old. */
export function boardOf(env: Env, named: Board | undefined, name: string): Board {
  const board = [...(named ? [named] : []), ...boardIds().map(loadBoard)].find(
    ({ firmwareName }) => firmwareName === env.BOARD,
  );
  if (named !== undefined && board !== named) {
    throw new Complaint(
      "board-mismatch",
      `The board at ${name} says that it is ${env.BOARD}; wanted is ${named.firmwareName}, for --board ${named.id}.`,
      board ? `Build for what is there: --board ${board.id}, or none` : "Name the port of the board that is meant.",
    );
  }
  if (board === undefined) {
    throw new Complaint(
      "board-mismatch",
      `The board at ${name} says that it is ${JSON.stringify(env.BOARD)}; known are ${boardIds().join(", ")}.`,
      "docs/boards.md says how to describe another board.",
    );
  }
  if (!isSince(env.VERSION, board.firmwareSince)) throw firmwareOld(name, env.VERSION, board.firmwareSince);
  return board;
}

/** Restarts the board and waits for the first idle pass of the new sketch; answers after how long. */
async function comeUp(session: Session, uploaded: Uploaded, options: FlashOptions): Promise<number> {
  const { upWithinMs, showMs, step, stopped } = options;
  const { name } = session.board.transport;
  step?.("restarting");
  const began = performance.now();
  await restart(session.board).catch(() => {});
  const how = await waitForIdle(session, uploaded, upWithinMs, stopped);
  if (how === "up") {
    const upMs = performance.now() - began;
    // Stays true of the first seconds: no other boot, and the console answers.
    const after = await watchOn(session, uploaded, Math.max(0, showMs - upMs), stopped);
    if (after === "up") return upMs;
    if (stopped?.aborted) throw stoppedComplaint(name);
    throw await putBack(session, uploaded, options, after);
  }
  if (stopped?.aborted) throw stoppedComplaint(name);
  throw await putBack(session, uploaded, options, how);
}

/** What was seen of a boot. */
type Boot = "up" | "threw" | "silent" | "again" | "gone";

async function waitForIdle(
  session: Session,
  uploaded: Uploaded,
  withinMs: number,
  stopped: AbortSignal | undefined,
): Promise<Boot> {
  const began = performance.now();
  const left = () => withinMs - (performance.now() - began);
  let idleLooks = 0;
  let saidAt = began;
  let isGone = false;
  while (left() > 0 && !stopped?.aborted) {
    try {
      if (isGone) await session.reopen();
      isGone = false;
      const marks = await askMarks(session.board, uploaded, Math.max(100, Math.min(left(), 3000)));
      if (marks.length > 1 && cameUp(marks)) return "up";
      if (marks.length === 1 && performance.now() - saidAt > BEGIN_WITHIN_MS) {
        saidAt = performance.now();
        await restart(session.board);
      }
      if (marks.endsWith(".") && ++idleLooks >= LOOKS) return "threw";
    } catch (error) {
      // A restart may close the connection; a port that is gone for good ends with the deadline.
      if (error instanceof ConsoleClosed || error instanceof Complaint) isGone = true;
      else if (!(error instanceof NoAnswer)) throw error;
    }
    await pause(LOOK_EVERY_MS);
  }
  return isGone ? "gone" : "silent";
}

/** Whether the sketch is still in the same boot after a while. */
async function watchOn(
  session: Session,
  uploaded: Uploaded,
  forMs: number,
  stopped: AbortSignal | undefined,
): Promise<Boot> {
  const ends = performance.now() + forMs;
  while (performance.now() < ends && !stopped?.aborted) await pause(Math.min(100, ends - performance.now()));
  if (stopped?.aborted) return "gone";
  let isGone = false;
  // A sketch may well be busy for a while, in a connect for one.
  for (
    const until = performance.now() + session.board.patienceMs;
    performance.now() < until;
    await pause(LOOK_EVERY_MS)
  ) {
    try {
      if (isGone) await session.reopen();
      isGone = false;
      const marks = await askMarks(session.board, uploaded, 3000);
      return marks.length <= 3 && cameUp(marks) ? "up" : "again";
    } catch (error) {
      if (error instanceof ConsoleClosed || error instanceof Complaint) isGone = true;
      else if (!(error instanceof NoAnswer)) throw error;
    }
  }
  return isGone ? "gone" : "silent";
}

/** Puts the sketch before back, and answers the Complaint that says what happened to which. */
async function putBack(session: Session, uploaded: Uploaded, options: FlashOptions, how: Boot): Promise<Complaint> {
  const { name } = session.board.transport;
  const why = reasonOf(how, session.lines, options.upWithinMs);
  if (how === "gone") return notConfirmed(name, why);
  options.step?.("putting the sketch before back");
  try {
    await takeBack(session.board, uploaded.slot);
    await oldIsBack(session, uploaded, options.upWithinMs, options.stopped);
  } catch (error) {
    if (options.stopped?.aborted) return stoppedComplaint(name);
    if (error instanceof ConsoleClosed || error instanceof NoAnswer || error instanceof Complaint) {
      return notConfirmed(name, why);
    }
    throw error;
  }
  const now = uploaded.before
    ? "The sketch before it runs again"
    : "There is no sketch before it: the board waits at its prompt";
  return new Complaint(
    "not-up",
    `The sketch did not come up on ${name}: ${why}. ${now}.`,
    "Mend the sketch, then flash it again.",
  );
}

function notConfirmed(name: string, why: string): Complaint {
  return new Complaint(
    "not-confirmed",
    `Whether the sketch runs on ${name} is not known: ${why}, and the board could not be asked again. It tries the new sketch at its next three boots and then goes back to the one before.`,
    "Press reset on the board, or switch it off and on; then run the same command again.",
  );
}

async function oldIsBack(
  session: Session,
  { before, slot }: Uploaded,
  withinMs: number,
  stopped: AbortSignal | undefined,
): Promise<void> {
  const ends = performance.now() + withinMs;
  for (;;) {
    try {
      const { slots } = await askStorage(session.board, { deadlineMs: 3000, interrupts: false });
      const now = running(slots);
      const isOld = now?.name === before?.name && !slots.some((one) => one.name === slot);
      if (isOld && (now === undefined || (before && now.marks.length > before.marks.length && cameUp(now.marks))))
        return;
      if (isOld && now && before && cameUp(now.marks) && before.marks.length === now.marks.length)
        await restart(session.board);
    } catch (error) {
      if (stopped?.aborted) throw error;
      if (error instanceof ConsoleClosed) await session.reopen();
      else if (!(error instanceof NoAnswer)) throw error;
    }
    if (performance.now() > ends) throw new NoAnswer("the sketch before did not come up either", "");
    await pause(LOOK_EVERY_MS);
  }
}

function reasonOf(how: Boot, lines: readonly string[], upWithinMs: number): string {
  const thrown = lines.filter((line) => /^(Uncaught|Execution Interrupted|OUT OF MEMORY)/i.test(line)).at(-1);
  switch (how) {
    case "threw":
      return thrown ? `it ended with ${JSON.stringify(thrown)}` : "it ended before its first idle pass";
    case "again":
      return "the board started it again within the first seconds";
    case "gone":
      return "the port went away";
    default:
      return `it reached no idle pass in ${upWithinMs / 1000} s${thrown ? `, and printed ${JSON.stringify(thrown)}` : ""}`;
  }
}

function stoppedComplaint(name: string): Complaint {
  return new Complaint(
    "stopped",
    `Stopped by Ctrl-C. The board at ${name} boots the sketch that it had, unless the new one had been committed and comes up.`,
    "Run the same command again for the new one.",
  );
}
