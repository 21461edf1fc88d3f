/**
 * The way of a message: to the retained ones, and to everyone who subscribed to its topic and may read it. Who that is
 * stays with the topic until a subscription changes or a subscriber comes or goes.
 */

import type { ConnectionId } from "./action.js";
import { quote } from "./decode.js";
import { publish } from "./encode.js";
import type { Verdict } from "./endpoint/verdict.js";
import type { QoS, VerdictEvent } from "./event.js";
import type { Publication } from "./packet.js";
import { type Connection, type Routing, warn } from "./routing.js";
import { type Session, send } from "./session.js";
import { store } from "./stored.js";
import type { Topic } from "./topic-cache.js";

/** Who gets the messages of a topic. */
export interface Route {
  /** The version of the subscriptions that it was looked up in. */
  readonly version: number;
  /** All subscribers that are connected: they get a message of QoS 0. */
  readonly connected: readonly ConnectionId[];
  /** Those of them that want no more than QoS 0. */
  readonly connectedAtMost0: readonly ConnectionId[];
  /** The others, connected or away, with the QoS that they want at most. */
  readonly acknowledging: readonly { readonly session: Session; readonly qos: 1 | 2 }[];
}

/** Longest route that is kept, in subscribers: with the size of the topic cache a bound for the memory. */
const LONGEST_KEPT = 1000;

const OFFHAND = { qos: 0, retain: false, dup: false } as const;

/** @param from whose packet it came in, or whose will it is */
export function route(from: Connection, publication: Publication, routing: Routing): void {
  const { topic } = publication;
  if (from.session !== undefined && !routing.access.mayWrite(from.session, topic.name)) {
    // MQTT 3.1 has no word for it: the message is acknowledged like any other (MQTT-3.3.5-2).
    warn(from, { text: `the access list lets it not write to ${quote(topic.name)}` }, routing);
    return;
  }
  const verdict = routing.endpoint?.judge(topic, publication.payload, routing.turn.now);
  spread(from, publication, verdict && { by: "MQTT", verdict }, routing);
}

/** What became of a message as a value, and the way it came. */
interface Judgement {
  readonly by: VerdictEvent["by"];
  readonly verdict: Verdict;
}

export function tellVerdict(
  client: string,
  { topic, payload }: Pick<Publication, "topic" | "payload">,
  { by, verdict }: Judgement,
  routing: Routing,
): void {
  routing.tell({ event: "verdict", client, by, topic: topic.name, payload, ...verdict });
}

/** Sends a message to those who subscribed, and keeps it if it is to be retained. */
export function spread(
  from: Connection,
  publication: Publication,
  judgement: Judgement | undefined,
  routing: Routing,
): void {
  const { topic, qos, retain } = publication;
  const { connected, connectedAtMost0, acknowledging } = routeOf(topic, routing);
  if (routing.tellsMessages) {
    const client = from.session?.clientId ?? from.peer;
    const { payload, dup } = publication;
    // Who is away gets no message of QoS 0.
    const subscribers = qos === 0 ? connected.length : connectedAtMost0.length + acknowledging.length;
    routing.tell({ event: "published", client, topic: topic.name, payload, qos, retain, dup, subscribers });
    if (judgement !== undefined) tellVerdict(client, publication, judgement, routing);
  }
  if (retain) keep(from, publication, routing);
  // To those who were subscribed already it goes without the retain flag (MQTT-3.3.1-9).
  const offhand = qos === 0 ? connected : connectedAtMost0;
  if (offhand.length > 0) {
    const bytes = publication.relay ?? publish(topic.bytes, publication.payload, OFFHAND);
    routing.deliver(offhand, from, bytes, publication, OFFHAND);
  }
  if (qos === 0 || acknowledging.length === 0) return;
  const message = store(publication);
  for (const { session, qos: most } of acknowledging) {
    send(session, message, { qos: qos === 1 ? 1 : most, retain: false }, from, routing);
  }
}

function keep(from: Connection, publication: Publication, routing: Routing): void {
  if (routing.retained.put(store(publication))) return;
  const text = `the message is not retained, ${routing.limits.maxRetainedBytes} bytes of retained messages are kept at most`;
  warn(from, { text }, routing);
}

function routeOf(topic: Topic, routing: Routing): Route {
  const version = routing.subscriptions.version();
  if (topic.route !== undefined && topic.route.version === version) return topic.route;
  const connected: ConnectionId[] = [];
  const connectedAtMost0: ConnectionId[] = [];
  const acknowledging: { session: Session; qos: 1 | 2 }[] = [];
  for (const [session, qos] of routing.subscriptions.match(topic.name)) {
    if (!routing.access.mayRead(session, topic.name)) continue;
    if (session.connection !== undefined) connected.push(session.connection.id);
    if (qos > 0) acknowledging.push({ session, qos: qos as Exclude<QoS, 0> });
    else if (session.connection !== undefined) connectedAtMost0.push(session.connection.id);
  }
  const found: Route = { version, connected, connectedAtMost0, acknowledging };
  topic.route = connected.length + acknowledging.length <= LONGEST_KEPT ? found : undefined;
  return found;
}
