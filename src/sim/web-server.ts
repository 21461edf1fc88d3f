/**
 * Port 80 of every host in a simulation: a web server that answers with the date, and closes. So a sketch that takes its time
 * from one (`setTimeFrom`) finds one, and what is said there is not taken for MQTT.
 */
import type { Network } from "./network.js";
import type { VirtualClock } from "./virtual-clock.js";
import { type Peer, virtualNetwork } from "./virtual-network.js";
import type { Weather } from "./weather.js";

const PORT = 80;
const HEAD_END = "\r\n\r\n";

/** The network that a board is given: `network`, but for that port. */
export function withWebServers(network: Network, clock: VirtualClock, weather: Weather): Network {
  /** The end of what each connection has asked. */
  const asked = new Map<number, string>();
  const server: Peer = {
    accept: (connection) => void asked.set(connection, ""),
    receive(connection, bytes) {
      const head = asked.get(connection);
      if (head === undefined) return;
      asked.set(connection, (head + bytes).slice(-HEAD_END.length));
      if (asked.get(connection) !== HEAD_END) return;
      const date = new Date(clock.now()).toUTCString();
      web.reply(connection, `HTTP/1.1 200 OK\r\nDate: ${date}\r\nContent-Length: 0\r\nConnection: close${HEAD_END}`);
      web.hangUp(connection);
    },
    closed: (connection) => void asked.delete(connection),
  };
  const web = virtualNetwork(clock, weather, () => server);
  const at = (port: number) => (port === PORT ? web : network);
  return {
    setOnline(isOnline) {
      network.setOnline(isOnline);
      web.setOnline(isOnline);
    },
    open: (host, port, events) => at(port).open(host, port, events),
    openBlocking: (host, port, events) => at(port).openBlocking(host, port, events),
    async stop() {
      await web.stop();
      await network.stop();
    },
  };
}
