/** SPI: the board's own ports, and `new SPI()` on any pins. A part listens while the pin that selects it is low. */
import type { Inside } from "./inside.js";

/** Runs inside the realm. */
export function spi(inside: Inside): void {
  interface Port {
    readonly name: string | undefined;
    sck: string;
    miso: string;
    mosi: string;
  }
  const { board, hardware, global } = inside;
  const { buses } = board;
  const ports: Port[] = [];
  const objects: object[] = [];

  function Bus(this: object): void {
    add(this, undefined);
  }
  function add(object: object, name: string | undefined): void {
    const { sck = "", miso = "", mosi = "" } = (name === undefined ? undefined : buses[name]) ?? {};
    objects.push(object);
    ports.push({ name, sck, miso, mosi });
  }
  function portOf(object: object): Port {
    const port = ports[objects.indexOf(object)];
    if (!port) throw new Error("Not an SPI port");
    return port;
  }
  const isPin = (value: unknown): boolean => value instanceof (global.Pin as new () => object);

  function exchange(port: Port, bytes: number[], select: unknown): number[] {
    const write = global.digitalWrite as (pin: unknown, level: number) => void;
    if (select !== undefined) write(select, 0);
    const answer = hardware.spi(port.sck, port.miso, port.mosi, String.fromCharCode(...bytes));
    if (select !== undefined) write(select, 1);
    return bytes.map((_, index) => answer.charCodeAt(index));
  }

  const methods: Record<string, (this: object, ...args: unknown[]) => unknown> = {
    setup(options) {
      const given = inside.optionsOf(options, "sck miso mosi baud mode order bits");
      if (given.order !== undefined && given.order !== "msb" && given.order !== "lsb")
        throw new Error("SPI order should be 'msb' or 'lsb'");
      if (given.baud !== undefined && Number(given.baud) < 100) throw new Error("Invalid SPI baud rate");
      const port = portOf(this);
      const isNamed = given.sck !== undefined || given.miso !== undefined || given.mosi !== undefined;
      // With one pin named the others are not chosen.
      const own = (port.name === undefined || isNamed ? undefined : buses[port.name]) ?? {};
      port.sck = given.sck === undefined ? (own.sck ?? "") : inside.pinName(given.sck);
      port.miso = given.miso === undefined ? (own.miso ?? "") : inside.pinName(given.miso);
      port.mosi = given.mosi === undefined ? (own.mosi ?? "") : inside.pinName(given.mosi);
    },
    send(data, select) {
      const port = portOf(this);
      const pin = isPin(select) ? select : undefined;
      const answer = exchange(port, inside.bytesIn([data]), pin);
      if (typeof data === "number" || typeof data === "boolean") return answer[0];
      return typeof data === "string" ? String.fromCharCode(...answer) : new Uint8Array(answer);
    },
    write(...data) {
      const port = portOf(this);
      const select = isPin(data[data.length - 1]) ? data.pop() : undefined;
      exchange(port, inside.bytesIn(data), select);
    },
  };
  for (const name of Object.keys(methods))
    Object.defineProperty(Bus.prototype, name, { value: methods[name], writable: true, configurable: true });
  global.SPI = Bus;
  for (const name of board.globals) {
    if (!/^SPI\d$/.test(name)) continue;
    const port: object = Object.create(Bus.prototype);
    add(port, name);
    global[name] = port;
  }
}
