import ts from "typescript";
import type { SourceRule } from "../rule.js";
import { isNamed, methodCalls, partsOf } from "./reading.js";

const names: ReadonlySet<string> = new Set(["write", "end"]);
const sockets: ReadonlySet<string> = new Set(["Socket", "httpSRs", "httpCRq"]);

export const socketBytes: SourceRule = {
  name: "socket-bytes",
  reason: 'Espruino\'s sockets write a list of bytes as its text: [1, 2] goes out as "1,2".',
  instead: "Write a string, one character for each byte: `String.fromCharCode(1, 2)`, or E.toString(bytes).",
  fails: `
declare const PORT: number;
interface Socket { on(event: string, heard: (bytes: string) => void): void; write(bytes: unknown): void }
const socket = require("net").connect({ host: "127.0.0.1", port: PORT }, () => undefined) as unknown as Socket;
socket.on("data", (bytes: string) => print("echo", bytes));
socket.write(new Uint8Array([65, 66]));`,
  at: "new Uint8Array([65, 66])",
  works: `
declare const PORT: number;
interface Socket { on(event: string, heard: (bytes: string) => void): void; write(bytes: unknown): void }
const socket = require("net").connect({ host: "127.0.0.1", port: PORT }, () => undefined) as unknown as Socket;
socket.on("data", (bytes: string) => print("echo", bytes));
socket.write(String.fromCharCode(65, 66));`,
  *find(source) {
    const { checker } = source;
    for (const { call, on } of methodCalls(source, names)) {
      const [bytes] = call.arguments;
      if (!bytes || !isNamed(checker.getTypeAtLocation(on), sockets, checker)) continue;
      if (isList(checker.getTypeAtLocation(bytes), checker)) yield { node: bytes };
    }
  },
};

/** Whether it is an array, a typed one, or the memory of one. */
function isList(type: ts.Type, checker: ts.TypeChecker): boolean {
  return partsOf(type).some((part) => {
    if ((part.flags & ts.TypeFlags.Object) === 0) return false;
    return (
      checker.isArrayLikeType(part) || /^(?:ArrayBuffer|DataView|(?:[IUF]\w+)Array)$/.test(part.getSymbol()?.name ?? "")
    );
  });
}
