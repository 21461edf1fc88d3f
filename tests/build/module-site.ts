/** What tests of modules need: a sketch that requires one, a site of them on this machine, and a cache of each test's own. */
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { Complaint } from "../../src/complaint.js";
import { bundleOf, printedInV8 } from "./sketch.js";

/** From now on every test of the file has a cache of its own; answers where it is. */
export function ownCache(): () => string {
  let cache = "";
  beforeEach(() => {
    cache = mkdtempSync(join(tmpdir(), "cache-"));
    process.env.TAGWIRE_CACHE = cache;
  });
  afterEach(() => {
    delete process.env.TAGWIRE_CACHE;
    rmSync(cache, { recursive: true });
  });
  return () => cache;
}

export const nowhere = { "package.json": '{ "tagwire": { "moduleUrl": "http://127.0.0.1:9" } }' };
export const sketch = 'print(require("twice").twice(21));';
export const twice = "exports.twice = function (n) { return n * 2; };";

export function complaint(
  source: string,
  board = "esp32",
  files: Readonly<Record<string, string>> = {},
): Promise<string> {
  return bundleOf(source, board, { ...nowhere, ...files }).then(
    () => "none",
    (error: unknown) => {
      if (error instanceof Complaint) return `${error.complaint}: ${error.message}`;
      throw error;
    },
  );
}

export async function printed(source: string, files: Readonly<Record<string, string>>): Promise<string[]> {
  return printedInV8((await bundleOf(source, "esp32", { ...nowhere, ...files })).code);
}

/** A site of modules on this machine; `asked` are the paths that it was asked for. */
export async function withSite<T>(
  answer: RequestListener,
  use: (site: { url: string; asked: string[] }) => Promise<T>,
): Promise<T> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await use({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/modules`, asked });
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

export function serving(files: Readonly<Record<string, string>>): RequestListener {
  return ({ url = "" }, response) => {
    const text = files[url.replace("/modules/", "")];
    response.writeHead(text === undefined ? 404 : 200).end(text ?? "<html>Not found</html>");
  };
}

export const packageAt = (url: string) => ({ "package.json": JSON.stringify({ tagwire: { moduleUrl: url } }) });
