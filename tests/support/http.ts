/** HTTP requests as a test writes them: any header, Host too, and a path that nobody mends on its way. */
import { request } from "node:http";

export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** In parts, without a Content-Length. */
  readonly chunks?: readonly string[];
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** @param url where, such as `http://127.0.0.1:8080` */
export function ask(
  url: string,
  path: string,
  { method = "GET", headers = {}, body, chunks }: Ask = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const asked = request({ hostname, port, path, method, headers, agent: false }, (response) => {
      let said = "";
      response.setEncoding("utf8").on("data", (piece: string) => {
        said += piece;
      });
      response.once("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: said }));
    });
    asked.once("error", reject);
    for (const chunk of chunks ?? []) asked.write(chunk);
    asked.end(body);
  });
}

/** PUT of a value, as the platform takes it. */
export function put(url: string, topic: string, body: string | Uint8Array): Promise<Answer> {
  return ask(url, `/resources/${topic}`, { method: "PUT", headers: { "Content-Type": "application/json" }, body });
}
