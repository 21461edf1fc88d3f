/** The clients that are connected, read off the broker's events. */

import type { BrokerEvent, ProtocolLevel } from "./event.js";

/** A client that got CONNACK 0 and has not gone since. */
export interface Client {
  readonly client: string;
  /** `ADDRESS:PORT`. */
  readonly peer: string;
  /** 3 is MQTT 3.1, 4 is MQTT 3.1.1. */
  readonly level: ProtocolLevel;
  readonly clean: boolean;
  /** 0 means that it may be silent for ever. */
  readonly keepAliveS: number;
  /** The filters that it has subscribed to since it connected. */
  readonly filters: readonly string[];
}

export interface Clients {
  hear(event: BrokerEvent): void;
  /** In the order in which they connected. */
  list(): Client[];
}

export function createClients(): Clients {
  const byName = new Map<string, Client & { readonly connection: number; readonly filters: string[] }>();

  function hear(event: BrokerEvent): void {
    switch (event.event) {
      case "connected": {
        const { connection, client, peer, level, clean, keepAliveS } = event;
        byName.delete(client);
        byName.set(client, { connection, client, peer, level, clean, keepAliveS, filters: [] });
        return;
      }
      case "closed":
        // One that was taken over may be told after the one that took it over.
        if (event.client !== undefined && byName.get(event.client)?.connection === event.connection) {
          byName.delete(event.client);
        }
        return;
      case "subscribed": {
        const filters = byName.get(event.client)?.filters;
        if (event.granted !== 0x80 && filters?.includes(event.filter) === false) filters.push(event.filter);
        return;
      }
      case "unsubscribed": {
        const filters = byName.get(event.client)?.filters;
        const at = filters?.indexOf(event.filter) ?? -1;
        if (at >= 0) filters?.splice(at, 1);
      }
    }
  }

  return {
    hear,
    list: () =>
      [...byName.values()].map(({ connection: _, filters, ...client }) => ({ ...client, filters: [...filters] })),
  };
}
