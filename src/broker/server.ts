/**
 * The broker in real time: it joins the core, the outbox and the sockets, and is the one file of it with a clock and a
 * timer, but for the deadlines of tests (test-broker.ts). It does what the core's actions say, one write per socket and
 * turn, and has one timer for everything that has an end.
 */

import { Complaint } from "../complaint.js";
import type { AccessOptions } from "./access.js";
import type { Action, ConnectionId, Deliver } from "./action.js";
import { createBroker } from "./broker.js";
import { createEndpoint, type Endpoint, type Keys } from "./endpoint/endpoint.js";
import { type StoredValue, toldLast } from "./endpoint/kept-values.js";
import type { Verdict } from "./endpoint/verdict.js";
import type { BrokerEvent } from "./event.js";
import type { BrokerFaults } from "./faults/broker-faults.js";
import type { FaultForm } from "./faults/fault.js";
import { createFaultyBroker } from "./faults/faulty-broker.js";
import { readForm } from "./faults/spelling.js";
import { faultRoutes } from "./http/fault-routes.js";
import { listenHttp } from "./http/http-server.js";
import { answerJson, type HttpRoute } from "./http/route.js";
import { valueRoutes } from "./http/value-routes.js";
import { defaultLimits, type Limits } from "./limits.js";
import { createOutbox } from "./outbox.js";
import { MAX_RECORD_BYTES, openRecord } from "./record/record-file.js";
import { createRecordedBroker } from "./record/recorded-broker.js";
import { createRecorder, type Recorder } from "./record/recorder.js";
import { type Certificate, type Link, type Listener, listenTcp, listenWebSocket } from "./sockets.js";
import { createTopic } from "./topic-cache.js";

/** How long a peer may take to read what was written to it before its end, and to close its half, in milliseconds. */
const LINGER_MS = 1000;

/** Between two looks at all deadlines, in milliseconds: with ten thousand clients one is always near. */
const EXPIRY_STEP_MS = 50;

/** setTimeout's largest delay, in milliseconds; what lies further off is looked at again then. */
export const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

export interface BrokerOptions {
  /** Address to listen on; 127.0.0.1 unless told otherwise. */
  readonly host?: string;
  /** 1883 unless told otherwise; 0 picks a free one. */
  readonly port?: number;
  /** Where to listen for WebSocket too; 0 picks a free one. */
  readonly webSocketPort?: number | undefined;
  /** Where to listen for HTTP too; 0 picks a free one. */
  readonly httpPort?: number | undefined;
  /** What those who ask by HTTP must show; nothing unless told otherwise. */
  readonly httpToken?: string | undefined;
  /** The platform's rules for values; undefined turns them off. */
  readonly endpoint?: { readonly keys: Keys } | undefined;
  /** For TLS on all ports. */
  readonly certificate?: Certificate | undefined;
  readonly onEvent?: ((event: BrokerEvent) => void) | undefined;
  /** Whether `published` and `delivered` are among the events; true unless told otherwise, and of use with onEvent only. */
  readonly messageEvents?: boolean | undefined;
  /** Refuse all that the specification forbids; otherwise let pass what mosquitto 2.0 does, with a warning. */
  readonly strict?: boolean | undefined;
  readonly access?: AccessOptions | undefined;
  /** Bounds that differ from `defaultLimits`. */
  readonly limits?: Partial<Limits>;
  /** A record of everything from the beginning on; see `record` of RunningBroker. */
  readonly record?: { readonly file: string; readonly maxBytes?: number } | undefined;
  /** Faults from the beginning on, as `faults.put` takes them; these are not told as put. */
  readonly faults?: readonly (FaultForm | string)[] | undefined;
}

export interface RunningBroker {
  readonly host: string;
  readonly port: number;
  /** `mqtt://HOST:PORT`, or `mqtts:` with TLS. */
  readonly url: string;
  /** `ws://HOST:PORT` or `wss:`; undefined without webSocketPort. */
  readonly webSocketUrl: string | undefined;
  /** `http://HOST:PORT` or `https:`; undefined without httpPort. */
  readonly httpUrl: string | undefined;
  /** The last values of all tags, if the rules are on. */
  values(): StoredValue[];
  /** How many clients are connected. */
  clientCount(): number;
  /** What goes wrong on command. */
  readonly faults: BrokerFaults;
  /**
   * Writes down what happens from now on, for a replay; docs/record.md has the form. Connections that are there already
   * are left out. Throws the Complaint `record-file` where the file can't be written, or a record is written already.
   * @param maxBytes where it ends; 64 MiB unless told otherwise
   */
  record(file: string, maxBytes?: number): Recording;
  /** Cuts all connections and stops listening; afterwards no socket and no timer is left. */
  close(): Promise<void>;
}

/** A record that is being written. */
export interface Recording {
  /** Ends it; resolves when the file is complete. */
  stop(): Promise<void>;
}

/**
 * Starts a broker and resolves when it listens. Rejects with the Complaint `port-taken` where another program has the
 * port, `record-file` where the record can't be written, `bad-certificate` where TLS does not take it, and `bad-option`
 * where the host or port cannot be listened on; with a FaultMistake where a fault can't be put.
 */
export async function startBroker(options: BrokerOptions = {}): Promise<RunningBroker> {
  const { host = "127.0.0.1", port = 1883, webSocketPort, certificate, onEvent, strict, access } = options;
  const { messageEvents = true, httpPort, httpToken } = options;
  const now = () => performance.now();
  const limits = { ...defaultLimits, ...options.limits };
  const endpoint = options.endpoint && createEndpoint(options.endpoint.keys, limits, Date.now);
  const wantsMessages = onEvent !== undefined && messageEvents;
  const tellsMessages = wantsMessages || options.record !== undefined;
  const sound = createBroker({ limits, strict, access, endpoint, tellsMessages });
  let recording: (Recording & { readonly recorder: Recorder; begin(): void }) | undefined;
  const faulty = createFaultyBroker(sound, limits.maxPacketBytes);
  const core = createRecordedBroker(faulty, () => recording?.recorder);
  const outbox = createOutbox(limits.maxWaitingBytes, now);
  const links = new Map<ConnectionId, Link>();
  /** Links that are to end and have not yet: when they are cut, in the order of time. */
  const lingering = new Map<Link, number>();
  /** What this turn had to drop, by client. */
  const dropped = new Map<string, { messages: number; bytes: number }>();
  /** Clients for which too much waits: they are cut off when the turn's actions are done. */
  const tooSlow = new Set<ConnectionId>();
  let whenAllEnded: (() => void) | undefined;
  let lastId = 0;
  let timer: NodeJS.Timeout | undefined;
  let timerAt = Number.POSITIVE_INFINITY;

  function opened(link: Link): void {
    lastId += 1;
    const id = lastId;
    links.set(id, link);
    outbox.open(id, link);
    link.listen(
      (bytes) => {
        const at = now();
        turn(core.receive(id, bytes, at), at);
      },
      (reason) => {
        const at = now();
        links.delete(id);
        lingering.delete(link);
        outbox.close(id, at);
        turn(core.closed(id, reason, at), at);
        if (links.size === 0) whenAllEnded?.();
      },
    );
    const at = now();
    turn(core.accept(id, at, link.peer, link.address), at);
  }

  /** Does what the core said. */
  function turn(actions: readonly Action[], at: number): void {
    for (const action of actions) perform(action, at);
    for (const id of tooSlow) cutOff(id, at);
    tooSlow.clear();
    outbox.flush(at);
    if (dropped.size > 0) {
      for (const [client, { messages, bytes }] of dropped) {
        const event: BrokerEvent = { event: "dropped", client, messages, bytes, from: "socket" };
        recording?.recorder.told(event, at);
        onEvent?.(event);
      }
      dropped.clear();
    }
    armTimer(at);
  }

  function perform(action: Action, at: number): void {
    switch (action.action) {
      case "deliver":
        deliver(action, at);
        return;
      case "reply":
        if (!outbox.reply(action.to, action.bytes, at)) tooSlow.add(action.to);
        return;
      case "close":
        hangUp(action.connection, "end", at);
        return;
      case "reset":
        hangUp(action.connection, "reset", at);
        return;
      case "pause":
        links.get(action.connection)?.setReads(!action.isPaused);
        return;
      case "tell":
        if (wantsMessages || !isOfMessage(action.event)) onEvent?.(action.event);
    }
  }

  function deliver({ to, from, bytes, droppable, event }: Deliver, at: number): void {
    for (const id of to) {
      const isOnItsWay = droppable ? outbox.deliver(id, from, bytes, at) : outbox.mustDeliver(id, from, bytes, at);
      if (isOnItsWay && event === undefined) continue;
      const client = core.clientOf(id);
      if (client === undefined) continue; // it ended in this turn
      if (isOnItsWay) {
        if (event !== undefined && wantsMessages) onEvent?.({ ...event, client });
      } else if (droppable) {
        const sum = dropped.get(client) ?? { messages: 0, bytes: 0 };
        dropped.set(client, { messages: sum.messages + 1, bytes: sum.bytes + bytes.length });
      } else {
        tooSlow.add(id);
      }
    }
  }

  /** A client that asks and never reads: what it is owed is not dropped, and may not pile up either. */
  function cutOff(id: ConnectionId, at: number): void {
    const text = `more than twice ${limits.maxWaitingBytes} bytes wait for it, replies that it asked for among them`;
    const link = links.get(id);
    outbox.close(id, at);
    link?.destroy();
    for (const action of core.closed(id, { kind: "limit", text }, at)) perform(action, at);
  }

  /** Ends a link behind what is written, so that the last reply arrives; the peer has a second to take that and go. */
  function hangUp(id: ConnectionId, how: "end" | "reset", at: number): void {
    const link = links.get(id);
    outbox.close(id, at);
    if (link === undefined) return;
    link[how]();
    lingering.set(link, at + LINGER_MS);
  }

  /** A value that came by HTTP. */
  function put(client: string, name: string, payload: Uint8Array, endpoint: Endpoint): Verdict {
    const at = now();
    const topic = createTopic(name);
    const verdict = endpoint.judge(topic, payload, at);
    turn(core.put(client, topic, payload, verdict, at), at);
    return verdict;
  }

  /** One timer for deadlines of clients, replies held back, and peers that do not close. */
  function armTimer(at: number): void {
    // Faults are few, and what they do is to be seen at its time.
    let next = Math.min(Math.max(core.nextExpiry(), at + EXPIRY_STEP_MS), core.nextFaultAt(), outbox.nextRelease());
    for (const cutAt of lingering.values()) {
      next = Math.min(next, cutAt);
      break;
    }
    if (next >= timerAt) return;
    clearTimeout(timer);
    timerAt = next;
    timer = setTimeout(tick, Math.min(Math.max(next - at, 1), LONGEST_TIMEOUT_MS));
  }

  function tick(): void {
    const at = now();
    timerAt = Number.POSITIVE_INFINITY;
    for (const [link, cutAt] of lingering) {
      if (cutAt > at) break;
      link.destroy();
    }
    outbox.release(at);
    turn(core.expire(at), at);
  }

  /** A record that waits for its `begin`. */
  function prepareRecord(file: string, maxBytes = MAX_RECORD_BYTES) {
    if (recording !== undefined) {
      throw new Complaint(
        "record-file",
        "A record is being written already, wanted is one at a time.",
        "Stop the first one before the second begins.",
      );
    }
    const opened = openRecord(file, maxBytes, (event) => {
      recording = undefined;
      onEvent?.(event);
    });
    const about = {
      at: new Date().toISOString(),
      strict: strict ?? false,
      limits: options.limits ?? {},
      keys: options.endpoint?.keys,
    };
    const recorder = createRecorder(about, now(), opened);
    const stop = () => {
      recorder.end("it was stopped", now());
      if (recording === prepared) recording = undefined;
      return opened.close();
    };
    const prepared = { recorder, begin: opened.begin, stop };
    recording = prepared;
    return prepared;
  }

  function record(file: string, maxBytes?: number): Recording {
    const { begin, stop } = prepareRecord(file, maxBytes);
    begin();
    return { stop };
  }

  // One that is there already is written over when this broker listens, and not before: where the port is taken, whoever
  // has it may be writing it.
  if (options.record !== undefined) prepareRecord(options.record.file, options.record.maxBytes);

  const faults: BrokerFaults = {
    put(form) {
      const at = now();
      const { put, actions } = core.putFault(readForm(form), at);
      turn(actions, at);
      return put;
    },
    remove(id) {
      const at = now();
      const actions = core.removeFault(id, at);
      if (actions !== undefined) turn(actions, at);
      return actions !== undefined;
    },
    list: () => core.listFaults(now()),
  };
  /** What is answered by HTTP. */
  const routes: readonly HttpRoute[] = [
    ...(endpoint === undefined ? [] : valueRoutes({ endpoint, put, now })),
    {
      method: "GET",
      path: "/healthz",
      answer: () => answerJson(200, { status: "ok", clients: core.clientCount(), verdicts: endpoint?.counts() }),
    },
    ...faultRoutes(faults),
  ];

  const listeners: Listener[] = [];
  let tcp: Listener | undefined;
  let webSocket: Listener | undefined;
  let http: Listener | undefined;
  async function listening(opening: Promise<Listener>): Promise<Listener> {
    const listener = await opening;
    listeners.push(listener);
    return listener;
  }
  async function close(): Promise<void> {
    const ended = new Promise<void>((resolve) => {
      whenAllEnded = resolve;
      if (links.size === 0) resolve();
    });
    const stopped = listeners.map((listener) => listener.close());
    turn(core.stop(), now());
    for (const link of links.values()) link.destroy();
    await Promise.all([...stopped, ended]);
    clearTimeout(timer);
    await recording?.stop();
  }
  const common = { host, limits, certificate };
  try {
    // There is no connection yet: nothing is to be done but to tell what who starts it knows.
    for (const fault of options.faults ?? []) core.putFault(readForm(fault), now());
    tcp = await listening(listenTcp({ ...common, port, flag: "--port" }, opened));
    if (webSocketPort !== undefined) {
      webSocket = await listening(listenWebSocket({ ...common, port: webSocketPort, flag: "--ws" }, opened));
    }
    if (httpPort !== undefined) {
      http = await listening(listenHttp({ ...common, port: httpPort, flag: "--http", token: httpToken, routes }));
    }
  } catch (error) {
    await close();
    throw error;
  }
  recording?.begin();
  // Some of the faults may end, or begin, before anybody connects.
  armTimer(now());
  const urlHost = host.includes(":") ? `[${host}]` : host;
  const secure = certificate === undefined ? "" : "s";

  return {
    host,
    port: tcp?.port ?? port,
    url: `mqtt${secure}://${urlHost}:${tcp?.port ?? port}`,
    httpUrl: http && `http${secure}://${urlHost}:${http.port}`,
    values: () => endpoint?.lasts(now()).map(toldLast) ?? [],
    webSocketUrl: webSocket && `ws${secure}://${urlHost}:${webSocket.port}`,
    clientCount: core.clientCount,
    faults,
    record,
    close,
  };
}

/** Whether an event is there for each message. */
function isOfMessage({ event }: BrokerEvent): boolean {
  return event === "published" || event === "delivered" || event === "verdict";
}
