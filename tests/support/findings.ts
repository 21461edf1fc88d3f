/** What the checks of `tagwire doctor` found: of a virtual board, and in a list. */
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { expect, onTestFinished } from "vitest";
import { loadBoard } from "../../src/boards.js";
import { type Asked, checkBoard } from "../../src/cli/doctor/board.js";
import type { Finding } from "../../src/cli/doctor/finding.js";
import { startVirtualBoard, type VirtualBoardOptions } from "../../src/sim/console-host.js";
import { opener } from "../../src/upload/ports.js";

/** The one finding of a check. */
export function of(check: Finding["check"], findings: readonly Finding[]): Finding | undefined {
  const all = findings.filter((finding) => finding.check === check);
  expect(all.length).toBeLessThanOrEqual(1);
  return all[0];
}

/** A virtual board, asked; it is gone when the test has ended. */
export async function ask(options: Partial<VirtualBoardOptions>, answerMs = 10_000) {
  const running = await startVirtualBoard({ board: loadBoard("esp32"), ...options });
  onTestFinished(() => running.close());
  return { running, ...(await askAt(running.url, answerMs)) };
}

export async function askAt(
  url: string,
  answerMs = 10_000,
): Promise<{ findings: Finding[]; asked: Asked | undefined }> {
  const findings: Finding[] = [];
  const asked = await checkBoard(url, opener(url, undefined), "abcdef", (finding) => findings.push(finding), answerMs);
  return { findings, asked };
}

/** A server that does that with each connection, until it is closed or the test has ended. */
export async function server(serve: (socket: Socket) => void): Promise<{ port: number; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const listening = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    serve(socket);
  });
  listening.listen(0, "127.0.0.1");
  await once(listening, "listening");
  const { port } = listening.address() as AddressInfo;
  const close = () => {
    for (const socket of sockets) socket.destroy();
    return new Promise<void>((resolve) => listening.close(() => resolve()));
  };
  onTestFinished(close);
  return { port, close };
}
