/**
 * A script goes to a board, in steps of which each leaves a board that works. What runs stays where it is until the board
 * itself has computed the digest of the new script; then one byte makes it the one to boot (slots.ts).
 *
 *     reset -> probe Storage -> blank slot -> chunks -> digest -> loader, if it is not there -> commit
 *
 * While it lasts the board has a timer that restarts it, so that it goes back to its sketch by itself if we fall silent.
 */
import { Complaint } from "../complaint.js";
import { type AskOptions, answering, type BoardConsole, BoardError, ConsoleClosed, NoAnswer } from "./console.js";
import { crc32 } from "./crc32.js";
import { literal } from "./literal.js";
import { loader, MARKS, nextSlot, type Slot, type SlotName, slotNames } from "./slots.js";
import { room, runningSlot, type StorageState } from "./state.js";
import { pause } from "./transport.js";

/** After how long without a word of ours the board restarts by itself. */
export const SILENCE_MS = 30_000;
/** A compaction erases every page: seconds on a board. */
const compacting: AskOptions = { deadlineMs: 60_000, againMs: 20_000 };

/** Lines that are sent before the first is answered. */
const LINES_ON_THE_WAY = 4;

export interface UploadOptions {
  /** Bytes of script in one line; a board with few JsVars takes less at once. */
  readonly chunkBytes: number;
  readonly progress?: (doneBytes: number, allBytes: number) => void;
}

/** Where the script is now. */
export interface Uploaded {
  readonly slot: SlotName;
  readonly bytes: number;
  /** The slot that ran before, and that runs again should this one not come up. */
  readonly before: Slot | undefined;
}

/**
 * Puts a script into the slot that does not run, verified, and commits it: the next boot runs it. Rejects with a Complaint;
 * then the board still boots what it booted before.
 */
export async function upload(
  board: BoardConsole,
  script: string,
  state: StorageState,
  options: UploadOptions,
): Promise<Uploaded> {
  const { name } = board.transport;
  const { compact } = room(state, script.length, name);
  if (state.inTheWay.length > 0) throw occupied(name, state.inTheWay);
  await resetBoard(board, helpers(board));
  await storageTask(board, name, probe);
  const before = await slotBefore(board, state);
  const { name: slot, commit } = nextSlot(before);
  const erase = `s.erase("${slot}")`;
  if (compact) await storageTask(board, name, `${erase};s.compact();return 1`, compacting);
  else await storageTask(board, name, `${erase};return 1`);
  await writeScript(board, slot, script, options);
  if (state.boots !== "loader") await writeLoader(board);
  await commitVerified(board, { slot, script, commit });
  return { slot, bytes: script.length, before };
}

/** Restarts the board, which then boots the slot that counts. */
export async function restart(board: BoardConsole): Promise<void> {
  await board.say("\x10load()\n");
  await board.settled();
}

/** Takes a slot that did not come up out of the race, and restarts the board. */
export async function takeBack(board: BoardConsole, slot: SlotName): Promise<void> {
  await resetBoard(board);
  await board.ask(`(function(s){s.erase("${slot}");return s.read("${slot}")===undefined||1})(require("Storage"))`);
  await restart(board);
}

/** What has been written of the marks of a slot. */
export async function askMarks(board: BoardConsole, { slot, bytes }: Uploaded, deadlineMs: number): Promise<string> {
  const expression = `(""+require("Storage").read("${slot}",${bytes},${MARKS})).split("\\xff")[0]`;
  return String(await board.ask(expression, { deadlineMs, againMs: 500, interrupts: false }));
}

/**
 * Nothing runs after this, and nothing runs from flash. A sign that was set must be gone: the line may get lost, and the
 * board does it only after it has answered the lines that came with it. `then` is evaluated on the board right after.
 */
async function resetBoard(board: BoardConsole, then = ""): Promise<void> {
  for (let round = 0; round < 5; round++) {
    await board.ask("$k=1");
    await board.say("\x10reset()\n");
    await board.settled();
    for (let look = 0; look < 10; look++) {
      await pause(10 * look);
      if (await board.ask(`typeof $k=="undefined"?(${then}1):0`)) return;
    }
  }
  throw new NoAnswer("reset() did nothing, five times", "");
}

/**
 * `$a` answers, `$w` writes a chunk and reads it back. A chunk that is there already is not written again, for it may be
 * asked for twice and flash is written once.
 */
function helpers(board: BoardConsole): string {
  const silence = `clearTimeout($t);$t=setTimeout(load,${SILENCE_MS})`;
  return [
    `$a=${answering(board.nonce)}`,
    `$t=setTimeout(load,${SILENCE_MS})`,
    `$w=function(q,c,f,l,o,d,s){if(E.CRC32(q+f+l+" "+o+d)!=c)return $a(q,{n:1});${silence};try{s=require("Storage");if(s.read(f,o,d.length)!=d)s.write(f,d,o,l);$a(q,{v:s.read(f,o,d.length)==d})}catch(e){$a(q,{e:""+e})}}`,
    "",
  ].join(",");
}

/** A torn header makes `write` answer true and the file unreadable: better seen before anything is erased. */
const probe = 's.write("tw.probe","probe");var ok=s.read("tw.probe")=="probe";s.erase("tw.probe");return ok';

/** Runs statements on the board that answer whether Storage did as it should. */
async function storageTask(
  board: BoardConsole,
  name: string,
  statements: string,
  options: AskOptions = { againMs: 2000 },
): Promise<void> {
  const kept = await board.ask(`(function(s){${statements}})(require("Storage"))`, options).catch((error: unknown) => {
    if (error instanceof BoardError) throw corrupt(name, error.message);
    throw error;
  });
  if (!kept) throw corrupt(name, "what was written is not what is read");
}

/** The slot that runs; what another tool put into `.bootcde` becomes one, the only one, so that there is a way back to it too. */
async function slotBefore(board: BoardConsole, state: StorageState): Promise<Slot | undefined> {
  if (state.boots !== "other") return runningSlot(state);
  const bytes = state.bootBytes;
  const [other, name] = slotNames;
  await storageTask(
    board,
    board.transport.name,
    `var b=s.read(".bootcde");s.erase("${other}");s.erase("${name}");s.write("${name}",b,0,b.length+${MARKS});if(E.CRC32(s.read("${name}",0,b.length))!=E.CRC32(b))return 0;s.write("${name}","0",b.length);return 1`,
  );
  return { name, bytes, marks: "0" };
}

async function writeScript(
  board: BoardConsole,
  slot: SlotName,
  script: string,
  { chunkBytes, progress }: UploadOptions,
): Promise<void> {
  const all = script.length + MARKS;
  let done = 0;
  const write = async (at: number): Promise<void> => {
    const chunk = script.slice(at, at + chunkBytes);
    const kept = await board.askLine(
      (number) => {
        const sum = crc32(`${number}${slot}${all} ${at}${chunk}`);
        return `\x10$w(${number},${sum},"${slot}",${all},${at},${literal(chunk)})\n`;
      },
      { againMs: 1500 },
    );
    if (!kept) throw corrupt(board.transport.name, `bytes ${at} to ${at + chunk.length} of the sketch did not stay`);
    done += chunk.length;
    progress?.(done, script.length);
  };
  // The first makes the file; the others may overtake each other, so that neither end waits for the other.
  await write(0);
  let next = chunkBytes;
  const writeOn = async () => {
    while (next < script.length) {
      next += chunkBytes;
      await write(next - chunkBytes);
    }
  };
  await Promise.all(Array.from({ length: LINES_ON_THE_WAY }, writeOn));
}

/**
 * The switch: the board computes the digest of what lies in its flash and, only if it is the one that we computed, writes
 * the byte that makes the slot count. A slot whose byte came out as another could count as well, so it goes.
 */
async function commitVerified(
  board: BoardConsole,
  { slot, script, commit }: { slot: SlotName; script: string; commit: string },
): Promise<void> {
  const { length } = script;
  const wanted = crc32(script);
  const [bytes, sum, mark] = (await askCommit(
    board,
    `(function(s,r,l,c,m){r=s.read("${slot}")||"";l=r.length-${MARKS};c=E.CRC32(r.substr(0,l));if(l==${length}&&c==${wanted}){if(r[l]!="${commit}")s.write("${slot}","${commit}",l);m=s.read("${slot}",l,1);if(m!="${commit}")s.erase("${slot}")}return[l,c,m]})(require("Storage"))`,
  )) as [number, number, string];
  if (bytes !== length || sum !== wanted) {
    throw new Complaint(
      "upload-failed",
      `The board computes the digest ${sum} of ${bytes} bytes; wanted is ${wanted} of ${length}. It boots what it did before.`,
      "Try again; if it stays so, the board's flash memory is worn out.",
    );
  }
  if (mark !== commit) throw corrupt(board.transport.name, "the byte that makes the sketch count");
}

/** Asks for the commit. Where no answer comes it may have been made all the same, and nothing else may be said. */
async function askCommit(board: BoardConsole, expression: string): Promise<unknown> {
  try {
    return await board.ask(expression, { againMs: 3000 });
  } catch (error) {
    if (!isBroken(error)) throw error;
    throw new Complaint(
      "not-confirmed",
      `Whether the sketch counts on the board at ${board.transport.name} is not known: ${error.message}, just as it was to be made the one to boot. It is there whole; the board boots it, or the one before.`,
      "Look after the cable or the network, then run the same command again.",
    );
  }
}

/** The only write that replaces a file: at the first flash of a board, and where the loader has become another. */
async function writeLoader(board: BoardConsole): Promise<void> {
  await storageTask(
    board,
    board.transport.name,
    `var c=${literal(loader)};if(s.read(".bootcde")!=c)s.write(".bootcde",c);return s.read(".bootcde")==c`,
  );
}

function corrupt(name: string, what: string): Complaint {
  return new Complaint(
    "storage-corrupt",
    `The Storage of the board at ${name} does not keep what is written: ${what}. The board boots what it did before.`,
    'On its console, and this erases all files: require("Storage").eraseAll()',
  );
}

function occupied(name: string, files: readonly string[]): Complaint {
  return new Complaint(
    "storage-occupied",
    `The board at ${name} has code that another tool saved in ${files.join(" and ")}, and boots that in place of a sketch.`,
    "On its console, and this erases the saved code: reset(true)",
  );
}

/** Whether the conversation with the board has come to an end that it should not have. */
function isBroken(error: unknown): error is Error {
  return error instanceof ConsoleClosed || error instanceof NoAnswer || error instanceof BoardError;
}

/** What a failure in the middle of an upload means for the board. */
export function interrupted(error: unknown, name: string): unknown {
  if (!isBroken(error)) return error;
  return new Complaint(
    "upload-failed",
    `The upload to ${name} did not come to its end: ${error.message}. The board still boots the sketch that it had, within ${SILENCE_MS / 1000} s or at its next reset.`,
    "Look after the cable or the network, then run the same command again.",
  );
}
