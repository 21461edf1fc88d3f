/**
 * What the broker answers by HTTP, as a table of routes; pure. A path is matched level by level: `:name` stands for one
 * level that is not empty, `*name`, always last, for all that follow. The first row that fits has it.
 */

import { harmlessJson } from "../line.js";

export interface HttpRequest {
  /** What `:name` and `*name` stood for, percent signs decoded. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Of PUT and POST; empty otherwise. */
  readonly body: Uint8Array;
  /** Who asks, for people: `HTTP ADDRESS:PORT`. */
  readonly client: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface HttpRoute {
  readonly method: "GET" | "PUT" | "POST" | "DELETE";
  readonly path: string;
  answer(request: HttpRequest): HttpAnswer;
}

/** JSON that does no harm on a terminal either. */
export function answerJson(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): HttpAnswer {
  return { status, headers: { "Content-Type": "application/json", ...headers }, body: `${harmlessJson(value)}\n` };
}

/** An answer that is nothing but a sentence. */
export function answerText(status: number, text: string, headers?: Readonly<Record<string, string>>): HttpAnswer {
  return answerJson(status, { text }, headers);
}

/** The route of a request and what its path says; an answer where there is none. */
export function findRoute(
  routes: readonly HttpRoute[],
  method: string,
  path: string,
): { readonly route: HttpRoute; readonly parameters: Readonly<Record<string, string>> } | HttpAnswer {
  const levels = decodedLevels(path);
  if (levels === undefined) return answerText(400, "the path has a percent sign that begins no UTF-8 character");
  const others = new Set<string>();
  for (const route of routes) {
    const parameters = parametersOf(route.path, levels);
    if (parameters === undefined) continue;
    // HEAD is GET without the body (RFC 9110, section 9.3.2).
    if (route.method === (method === "HEAD" ? "GET" : method)) return { route, parameters };
    others.add(route.method);
  }
  if (others.size > 0) {
    const allowed = [...others].join(", ");
    return answerText(405, `${method} is not done here, wanted ${allowed}`, { Allow: allowed });
  }
  const paths = [...new Set(routes.map((route) => route.path))];
  return answerJson(404, { text: "there is nothing at this path", paths });
}

function decodedLevels(path: string): string[] | undefined {
  try {
    return path.slice(1).split("/").map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

function parametersOf(pattern: string, levels: readonly string[]): Record<string, string> | undefined {
  const wanted = pattern.slice(1).split("/");
  // Without a prototype: the names are ours, but the values of a level may be anything.
  const found: Record<string, string> = Object.create(null);
  for (const [index, name] of wanted.entries()) {
    const level = levels[index];
    if (level === undefined) return undefined;
    if (name.startsWith("*")) {
      found[name.slice(1)] = levels.slice(index).join("/");
      return found;
    }
    if (name.startsWith(":")) {
      if (level === "") return undefined;
      found[name.slice(1)] = level;
    } else if (name !== level) {
      return undefined;
    }
  }
  return wanted.length === levels.length ? found : undefined;
}
