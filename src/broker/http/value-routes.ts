/**
 * Values by HTTP: the platform's `PUT` and `GET /resources/key/:key/device/:device/tag/:tag`, the last values of all tags,
 * and the history of one, as JSON and CSV. What is said of a message is what is said of it by MQTT.
 */

import { addressOf, topicOf } from "../endpoint/address.js";
import type { Endpoint } from "../endpoint/endpoint.js";
import { told, toldLast } from "../endpoint/kept-values.js";
import type { Verdict } from "../endpoint/verdict.js";
import { harmlessMessage } from "../line.js";
import { topicNameFlaw } from "../topics.js";
import { csv } from "./csv.js";
import { answerJson, answerText, type HttpAnswer, type HttpRequest, type HttpRoute } from "./route.js";

/** What the routes work on. */
export interface ValueDesk {
  readonly endpoint: Endpoint;
  /** Judges a message, and sends it to its subscribers if it is accepted. */
  put(client: string, topic: string, payload: Uint8Array, endpoint: Endpoint): Verdict;
  now(): number;
}

const VALUE = "/resources/key/:key/device/:device/tag/:tag";

export function valueRoutes(desk: ValueDesk): HttpRoute[] {
  const { endpoint, now } = desk;
  const history = ({ parameters: { key = "", device = "", tag = "" } }: HttpRequest) =>
    endpoint.history(topicOf({ key, device, tag }), now()).map(told);
  const lasts = () => endpoint.lasts(now()).map(toldLast);
  return [
    { method: "GET", path: "/values", answer: () => answerJson(200, lasts()) },
    { method: "GET", path: "/values.csv", answer: () => answerCsv(["key", "device", "tag", ...columns], lasts()) },
    { method: "GET", path: `${VALUE}/history`, answer: (request) => answerJson(200, history(request)) },
    { method: "GET", path: `${VALUE}/history.csv`, answer: (request) => answerCsv(columns, history(request)) },
    { method: "GET", path: "/resources/*topic", answer: ({ parameters: { topic = "" } }) => last(desk, topic) },
    { method: "PUT", path: "/resources/*topic", answer: (request) => put(desk, request) },
  ];
}

const columns = ["at", "value", "stored"] as const;

function answerCsv<Column extends string>(
  head: readonly Column[],
  rows: readonly Readonly<Record<Column, string>>[],
): HttpAnswer {
  const table = [head, ...rows.map((row) => head.map((column) => row[column]))];
  return { status: 200, headers: { "Content-Type": "text/csv; charset=utf-8; header=present" }, body: csv(table) };
}

function last({ endpoint, now }: ValueDesk, topic: string): HttpAnswer {
  const address = addressOf(topic);
  if ("verdict" in address) return answerVerdict(address);
  const found = endpoint.last(topic, now());
  if (found === undefined) return answerText(404, "there is no value here: none was accepted, or it has expired");
  return { status: 200, headers: { "Content-Type": "application/json" }, body: harmlessMessage(found.json) };
}

function put(desk: ValueDesk, { parameters: { topic = "" }, body, client }: HttpRequest): HttpAnswer {
  const flaw = topic.includes("\0") ? "the topic name contains a NUL" : topicNameFlaw(topic)?.text;
  if (flaw !== undefined) return answerText(400, flaw);
  return answerVerdict(desk.put(client, topic, body, desk.endpoint));
}

function answerVerdict(verdict: Verdict): HttpAnswer {
  switch (verdict.verdict) {
    case "accepted":
      return answerJson(200, verdict);
    case "refused":
      return answerJson(verdict.reason === "key" ? 403 : 400, verdict);
    case "dropped": {
      const waitS = Math.ceil((verdict.paceMs - verdict.sinceMs) / 1000);
      return answerJson(429, verdict, { "Retry-After": String(waitS) });
    }
    case "not a value":
      return answerJson(404, verdict);
  }
}
