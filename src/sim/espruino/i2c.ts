/**
 * I2C: the board's own ports, and `new I2C()` on any pins. Who answers is the host's affair; what happens where nobody
 * does differs from chip to chip, and the firmware's own port of each says it in its own words (targets/.../jshardware*).
 */
import type { Inside } from "./inside.js";

/** Runs inside the realm. */
export function i2c(inside: Inside): void {
  interface Port {
    readonly name: string | undefined;
    scl: string;
    sda: string;
    isSetUp: boolean;
  }
  const { board, hardware, global } = inside;
  const { chip, buses } = board;
  const ports: Port[] = [];
  const objects: object[] = [];

  function Bus(this: object): void {
    add(this, { name: undefined, scl: "", sda: "", isSetUp: false });
  }
  function add(object: object, port: Port): void {
    objects.push(object);
    ports.push(port);
  }
  function portOf(object: object): Port {
    const port = ports[objects.indexOf(object)];
    if (!port) throw new Error("Not an I2C port");
    return port;
  }

  function internal(message: string): Error {
    const InternalError = global.InternalError as new (message: string) => Error;
    return new InternalError(message);
  }

  /** What the port throws where the address is not acknowledged; undefined where the firmware does not look. */
  function silence(port: Port, reads: boolean): Error | undefined {
    if (port.name === undefined) return undefined;
    if (chip.slice(0, 5) === "ESP32")
      return new Error(`jshI2C${reads ? "Read" : "Write"}: slave doesn't ACK the transfer`);
    if (chip === "ESP8266") return internal(`I2C${reads ? "Read" : "Write"}: No ACK 0`);
    if (chip.slice(0, 5) === "STM32")
      return internal(`Timeout on I2C ${reads ? "Read Receive Mode" : "Write Transmit Mode 2"}`);
    return undefined;
  }

  function demandSetUp(port: Port, reads: boolean): void {
    if (port.isSetUp || port.name === undefined || chip.slice(0, 5) !== "ESP32") return;
    // ESP_ERR_INVALID_STATE: the driver is not installed.
    throw new Error(`jshI2C${reads ? "Read" : "Write"}:, unknown error code 259`);
  }

  inside.optionsOf = (given, names) => {
    if (given === undefined) return {};
    if (given === null || typeof given !== "object")
      throw new Error(`Expecting Object or undefined, got ${typeName(given)}`);
    for (const name of Object.keys(given))
      if (names.split(" ").indexOf(name) < 0) throw new Error(`Unknown option ${JSON.stringify(name)}`);
    return given as Record<string, unknown>;
  };
  function typeName(value: unknown): string {
    if (value === null) return "null";
    const name = typeof value;
    return name.charAt(0).toUpperCase() + name.slice(1);
  }

  function addressOf(given: unknown): number {
    const address = given !== null && typeof given === "object" ? (given as { address?: unknown }).address : given;
    return (Number(address) | 0) & 255;
  }

  function write(port: Port, address: number, bytes: string): void {
    demandSetUp(port, false);
    if (hardware.i2cWrite(port.scl, port.sda, address, bytes)) return;
    const error = silence(port, false);
    if (error) throw error;
  }
  function read(port: Port, address: number, count: number): Uint8Array | undefined {
    if (!(count > 0)) return undefined;
    demandSetUp(port, true);
    const answer = hardware.i2cRead(port.scl, port.sda, address, count);
    const error = answer === undefined ? silence(port, true) : undefined;
    if (error) throw error;
    const bytes = new Uint8Array(count);
    // A line that nobody holds is high.
    for (let i = 0; i < count; i++) bytes[i] = answer === undefined ? 255 : answer.charCodeAt(i);
    return bytes;
  }

  const methods: Record<string, (this: object, ...args: unknown[]) => unknown> = {
    setup(options) {
      const { scl, sda, bitrate } = inside.optionsOf(options, "scl sda bitrate");
      if (bitrate !== undefined && Number(bitrate) < 100) throw new Error("Invalid I2C bitrate");
      const port = portOf(this);
      const own = (port.name === undefined ? undefined : buses[port.name]) ?? {};
      port.scl = scl === undefined ? (own.scl ?? "") : inside.pinName(scl);
      port.sda = sda === undefined ? (own.sda ?? "") : inside.pinName(sda);
      port.isSetUp = true;
    },
    writeTo(address, ...data) {
      const bytes = inside.bytesIn(data);
      if (bytes.length > 0) write(portOf(this), addressOf(address), String.fromCharCode(...bytes));
    },
    readFrom(address, count) {
      return read(portOf(this), addressOf(address), Number(count) | 0);
    },
    readReg(address, register, count) {
      const port = portOf(this);
      write(port, addressOf(address), String.fromCharCode(Number(register) & 255));
      return read(port, addressOf(address), Number(count) | 0);
    },
  };
  for (const name of Object.keys(methods))
    Object.defineProperty(Bus.prototype, name, { value: methods[name], writable: true, configurable: true });
  global.I2C = Bus;
  for (const name of board.globals) {
    if (!/^I2C\d$/.test(name)) continue;
    const port: object = Object.create(Bus.prototype);
    const { scl = "", sda = "" } = buses[name] ?? {};
    add(port, { name, scl, sda, isSetUp: false });
    global[name] = port;
  }
}
