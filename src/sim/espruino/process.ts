/** `process`, `require` and `Modules`, and the globals that speak of the board itself. */
import type { Inside } from "./inside.js";

/** Runs inside the realm. */
export function processOf(inside: Inside): void {
  const { board, hardware, global, modules } = inside;
  const { hasOwn } = Object;
  const version = "2v29";

  function process(): void {}
  Object.defineProperty(process, "name", { value: "" });
  const members: Record<string, unknown> = {
    version,
    env: {
      VERSION: version,
      BOARD: board.firmwareName,
      SERIAL: board.serial,
      CONSOLE: board.console,
      MODULES: board.modules.join(","),
      EXPTR: 0,
    },
    /** The pool as data has it; how much of it is used is not known here and shown as a fixed guess. */
    memory() {
      const usage = Math.min(400, board.jsVars);
      return {
        free: board.jsVars - usage,
        usage,
        total: board.jsVars,
        history: 0,
        gc: 0,
        gctime: 0,
        blocksize: board.jsVarBytes,
      };
    },
  };
  for (const name of Object.keys(members))
    Object.defineProperty(process, name, { value: members[name], writable: true, configurable: true });
  global.process = process;
  if (board.file) global.__FILE__ = board.file;
  global.getSerial = () => board.serial;
  global.reset = (clearFlash?: unknown) => {
    if (clearFlash) hardware.print("Erasing saved code.\nDone!");
    if (clearFlash) for (const name of [".bootcde", ".bootrst", ".varimg"]) hardware.eraseFile(name);
    hardware.reboot("reset");
  };
  global.load = (file?: unknown) => hardware.reboot(file === undefined ? "load" : `load ${file}`);
  global.save = () => {};
  global.echo = (on: unknown) => hardware.echo(!!on);
  global.trace = () => {};
  global.global = global;
  global.globalThis = global;

  const cached: Record<string, unknown> = Object.create(null);
  function run(text: string): unknown {
    const exports = {};
    const module = { exports };
    new Function("exports", "module", text).call(exports, exports, module);
    return module.exports;
  }
  global.require = (given: unknown) => {
    const name = String(given);
    if (name in cached) return cached[name];
    if (hasOwn(modules, name)) cached[name] = modules[name];
    else {
      const file = hardware.readFile(name, 0, 0);
      if (file === undefined) throw new Error(`Module ${JSON.stringify(name)} not found`);
      cached[name] = run(file);
    }
    return cached[name];
  };
  global.Modules = {
    addCached(name: unknown, code: unknown) {
      cached[String(name)] = typeof code === "string" ? run(code) : runFunction(code);
    },
    getCached: () => Object.keys(cached),
    removeCached(name: unknown) {
      delete cached[String(name)];
    },
    removeAllCached() {
      for (const name of Object.keys(cached)) delete cached[name];
    },
  };
  function runFunction(code: unknown): unknown {
    if (typeof code !== "function") throw new TypeError("Expecting function or string");
    const exports = {};
    const module = { exports };
    code.call(exports, exports, module);
    return module.exports;
  }
}
