/**
 * What the broker tells the outside: one object for each thing that happened, plain data. Strings in it come from
 * clients and are as harmful as clients like; a payload is a view that may be kept but not written to.
 */

import type { ConnectReturnCode } from "../spec.js";
import type { Verdict } from "./endpoint/verdict.js";

/** 3 is MQTT 3.1 (`MQIsdp`), 4 is MQTT 3.1.1 (`MQTT`). */
export type ProtocolLevel = 3 | 4;

export type QoS = 0 | 1 | 2;

/** Something in a peer's bytes that is not taken: what was seen and wanted, and the clause that decides. */
export interface Flaw {
  readonly type: "flaw";
  readonly text: string;
  /** Absent where the specification allows it and a bound of the broker does not. */
  readonly clause?: string;
}

/** Why a connection ended. */
export interface CloseReason {
  readonly kind:
    | "disconnect" // the client said DISCONNECT
    | "peer-closed" // its connection ended without one
    | "protocol-error" // its bytes are not what the specification allows; `clause` says where
    | "refused" // its CONNECT was answered with a return code other than 0
    | "connect-timeout" // it did not say CONNECT in time
    | "keep-alive" // it was silent for more than one and a half times its keep-alive
    | "taken-over" // another connection came with its client identifier
    | "limit" // it went over a bound of the broker
    | "fault" // somebody asked for it, as a fault
    | "broker-stopped";
  readonly text: string;
  readonly clause?: string;
}

/** A client's CONNECT was answered with CONNACK 0. */
export interface ConnectedEvent {
  readonly event: "connected";
  readonly connection: number;
  readonly client: string;
  readonly peer: string;
  readonly level: ProtocolLevel;
  readonly clean: boolean;
  /** 0 means that the client may be silent for ever. */
  readonly keepAliveS: number;
  /** Whether the client goes on with a session that was kept for it. */
  readonly session: boolean;
}

/** A CONNECT was answered with another return code (0x84 is how MQTT 5 says "unsupported protocol version"). */
export interface RefusedEvent {
  readonly event: "refused";
  readonly connection: number;
  readonly peer: string;
  readonly returnCode: ConnectReturnCode | 0x84;
  readonly text: string;
}

/** A connection ended; `client` is absent if it never got a CONNACK 0. */
export interface ClosedEvent {
  readonly event: "closed";
  readonly connection: number;
  readonly peer: string;
  readonly client?: string;
  readonly reason: CloseReason;
}

/** A client published, or its will was; `subscribers` counts the clients that the message was routed to. */
export interface PublishedEvent {
  readonly event: "published";
  readonly client: string;
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: QoS;
  readonly retain: boolean;
  readonly dup: boolean;
  readonly subscribers: number;
}

/**
 * A message was put into a subscriber's socket or its queue; `retain` marks one sent because of a new subscription, `dup`
 * one that was sent on an earlier connection.
 */
export interface DeliveredEvent {
  readonly event: "delivered";
  readonly client: string;
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: QoS;
  readonly retain: boolean;
  readonly dup: boolean;
}

export interface SubscribedEvent {
  readonly event: "subscribed";
  readonly client: string;
  readonly filter: string;
  readonly askedQos: QoS;
  /** 0x80 is MQTT 3.1.1's "failure". */
  readonly granted: QoS | 0x80;
}

export interface UnsubscribedEvent {
  readonly event: "unsubscribed";
  readonly client: string;
  readonly filter: string;
  /** Whether the client had that subscription. */
  readonly found: boolean;
}

/**
 * Messages that a client lost because more than `maxWaitingBytes` waited for it: of QoS 0 in the queue of its socket, of
 * QoS 1 and 2 in its session.
 */
export interface DroppedEvent {
  readonly event: "dropped";
  readonly client: string;
  readonly messages: number;
  readonly bytes: number;
  readonly from: "socket" | "session";
}

/** Something was let pass, or left out, that somebody should know of. */
export interface WarnedEvent {
  readonly event: "warned";
  readonly client: string;
  readonly text: string;
  readonly clause?: string;
}

/** A fault was put, acted on a connection, or ended. */
export interface FaultEvent {
  readonly event: "fault";
  /** The fault's id and kind. */
  readonly fault: string;
  readonly kind: string;
  readonly what: "put" | "acted" | "ended";
  /** On which connection; absent where it is none or all. */
  readonly connection?: number;
  readonly peer?: string;
  /** Absent, too, as long as the connection has not said its CONNECT. */
  readonly client?: string;
  readonly text: string;
}

/**
 * What the platform would have made of a message, with the fields of that verdict. One that was `refused` or `dropped`
 * went to its subscribers all the same if it came by MQTT; by HTTP it went nowhere.
 */
export type VerdictEvent = {
  readonly event: "verdict";
  /** As in `published`. */
  readonly client: string;
  readonly by: "MQTT" | "HTTP";
  readonly topic: string;
  readonly payload: Uint8Array;
} & Verdict;

/** A record ended by itself; `text` says why. */
export interface RecordEvent {
  readonly event: "record";
  readonly what: "ended";
  readonly file: string;
  readonly text: string;
}

export type BrokerEvent =
  | ConnectedEvent
  | RefusedEvent
  | ClosedEvent
  | PublishedEvent
  | VerdictEvent
  | DeliveredEvent
  | SubscribedEvent
  | UnsubscribedEvent
  | DroppedEvent
  | WarnedEvent
  | FaultEvent
  | RecordEvent;
