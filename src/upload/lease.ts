/**
 * Who has a port, among Tagwire's own commands: a monitor stays for hours and lets go of it while a flash runs. Whoever has
 * a port listens on a local socket that is named after it. Who else wants the port connects there and says so, and is
 * answered "yours" or "busy"; the connection lasts as long as the port is wanted.
 *
 *     monitor (listens)  <--"flash"---  flash
 *     lets go            ---"yours"-->  has the port ... ends, or is killed: the connection closes
 *     comes back         <--(closed)--
 *
 * So there is no lock file with a process's number in it: the system closes the connection of a process that has gone. A
 * socket's file that was left behind refuses connections, and is taken away. A lease is a favour: where the
 * system gives no socket there is none, and the port's own lock decides.
 */
import { createHash } from "node:crypto";
import { lstatSync, mkdirSync, realpathSync, rmSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { Complaint } from "../complaint.js";

/** What a command says when it wants a port, and hears. */
const YOURS = "yours";
const BUSY = "busy";
/** Longest line that either says. */
const LONGEST_LINE = 64;
/** How long an owner may take to say anything; it lets go of a port in that time. */
const ANSWER_MS = 15_000;
/** A socket's file was left behind, or the owner has just gone: tried again. */
const TRIES = 3;

export interface Lease {
  /** Gives the port back. */
  end(): Promise<void>;
}

/** How an owner lets others have its port for a while. */
export interface Lending {
  /** Lets go of the port for the command of that name; false if it can't be now. */
  letGo(to: string): Promise<boolean>;
  /** The other has ended. */
  comeBack(): void;
}

/** Takes a port for a command that lasts. Rejects with a Complaint if another command has it. */
export async function own(port: string, verb: string, lending?: Lending): Promise<Lease> {
  const path = socketOf(port);
  if (path === undefined) return none;
  for (let round = 0; round < TRIES; round++) {
    const server = await listen(path, verb, lending);
    if (server === "no socket") return none;
    if (server !== "taken") return leaseOf(server);
    const asked = await ask(path, "");
    if (asked !== undefined) {
      asked.socket.destroy();
      throw busy(port, asked.owner);
    }
    // Nobody is behind it. Two commands that find this at once may both go on: then the port's own lock decides.
    if (process.platform !== "win32") rmSync(path, { force: true });
  }
  return none;
}

/** Takes a port for a command that ends soon, from a monitor if one has it. Rejects with a Complaint if it is not to be had. */
export async function borrow(port: string, verb: string): Promise<Lease> {
  const path = socketOf(port);
  const asked = path === undefined ? undefined : await ask(path, verb);
  if (asked === undefined) return own(port, verb);
  if (!asked.isYours) {
    asked.socket.destroy();
    throw busy(port, asked.owner);
  }
  return {
    end: async () => {
      asked.socket.destroy();
    },
  };
}

const none: Lease = { end: async () => {} };

function listen(path: string, verb: string, lending: Lending | undefined): Promise<Open | "taken" | "no socket"> {
  /** Who has borrowed the port. */
  let borrower: Socket | undefined;
  const sockets = new Set<Socket>();
  const serve = async (socket: Socket) => {
    const wanted = await lineFrom(socket);
    if (wanted === undefined) return socket.destroy();
    if (wanted === "" || borrower || !lending) return socket.end(`${BUSY} ${verb}\n`);
    borrower = socket;
    const isYours = await lending.letGo(wanted).catch(() => false);
    const giveBack = () => {
      borrower = undefined;
      if (isYours) lending.comeBack();
    };
    if (!isYours) {
      giveBack();
      return socket.end(`${BUSY} ${verb}\n`);
    }
    if (socket.destroyed) return giveBack();
    socket.once("close", giveBack);
    socket.write(`${YOURS} ${verb}\n`);
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.once("close", () => sockets.delete(socket));
    void serve(socket);
  });
  return new Promise((resolve) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      resolve(error.code === "EADDRINUSE" ? "taken" : "no socket"),
    );
    server.listen(path, () => resolve({ server, sockets }));
  });
}

interface Open {
  readonly server: Server;
  readonly sockets: ReadonlySet<Socket>;
}

function leaseOf({ server, sockets }: Open): Lease {
  return {
    end: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

interface Asked {
  readonly socket: Socket;
  readonly isYours: boolean;
  /** The verb that has the port. */
  readonly owner: string;
}

/** Asks the owner of a port for it, or with "" only who it is; undefined if there is none. */
async function ask(path: string, verb: string): Promise<Asked | undefined> {
  const socket = connect(path);
  // The other end may have gone in the middle of it: then nobody has the port.
  socket.on("error", () => {});
  socket.write(`${verb}\n`);
  const [word, owner = "other command"] = (await lineFrom(socket))?.split(" ") ?? [];
  if (word === YOURS || word === BUSY) return { socket, isYours: word === YOURS, owner };
  socket.destroy();
  return undefined;
}

/** The first line that comes; undefined if none does, or one that is too long. */
function lineFrom(socket: Socket): Promise<string | undefined> {
  return new Promise((resolve) => {
    let said = "";
    const settle = (line: string | undefined) => {
      clearTimeout(timer);
      socket.off("data", hear);
      socket.resume();
      resolve(line);
    };
    const timer = setTimeout(() => settle(undefined), ANSWER_MS);
    const hear = (bytes: Buffer) => {
      said += bytes.toString("latin1");
      if (said.includes("\n")) settle(said.slice(0, said.indexOf("\n")));
      else if (said.length > LONGEST_LINE) settle(undefined);
    };
    socket.on("data", hear);
    socket.once("close", () => settle(undefined));
  });
}

/** Where the owner of a port listens; undefined if there is no place that belongs to this user alone. */
function socketOf(port: string): string | undefined {
  const { uid: ownUid, username } = userInfo();
  const name = createHash("sha256")
    .update(`${username} ${sameFor(port)}`)
    .digest("hex")
    .slice(0, 16);
  if (process.platform === "win32") return `\\\\.\\pipe\\tagwire-${name}`;
  const folder = join(tmpdir(), `tagwire-${ownUid}`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { uid, mode } = lstatSync(folder);
    // Another user may have made it first, to hear who wants what.
    if (uid !== ownUid || (mode & 0o77) !== 0) return undefined;
  } catch {
    return undefined;
  }
  return join(folder, name);
}

/** The same text for all names of a port. */
function sameFor(port: string): string {
  if (port.includes("://")) return URL.canParse(port) ? new URL(port).host : port;
  if (process.platform === "win32") return port.replace(/^\\\\\.\\/, "").toUpperCase();
  try {
    return realpathSync(port);
  } catch {
    return port;
  }
}

function busy(port: string, owner: string): Complaint {
  return new Complaint(
    "port-busy",
    `A tagwire ${owner} has ${port}.`,
    owner === "monitor" || owner === "dev"
      ? "Its window shows what the board prints; end it with Ctrl-C to have the port here."
      : "Wait until it has ended; then run the same command again.",
  );
}
