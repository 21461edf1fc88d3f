/** How a fault of a schedule comes about: what is done to the wire, the broker and the board, and when. */
import { Complaint } from "../../complaint.js";
import type { VirtualBoard } from "../board.js";
import type { PartHandle } from "../parts/circuit.js";
import type { SimulatedBroker } from "../simulated-broker.js";
import type { Clock } from "../surroundings.js";
import type { VirtualNetwork } from "../virtual-network.js";
import type { Fault } from "./schedule.js";

/** What faults act upon. */
export interface World {
  readonly clock: Clock;
  readonly network: Pick<VirtualNetwork, "endAll" | "deaden" | "flow">;
  readonly broker: SimulatedBroker;
  readonly board: VirtualBoard;
  readonly parts: Readonly<Record<string, PartHandle>>;
  /** Told ahead of a reset and of a power cut: what the board has in RAM goes. */
  losesRam(): void;
  /** Moves the clock that the board goes by. */
  stepClock(byMs: number): void;
}

/** Has the fault happen at its time, counted from now. What the course of the weather says of it stands in `courseOf`. */
export function bringAbout(fault: Fault, world: World): void {
  const { clock, network, broker, board, parts } = world;

  function powerFails(forMs: number): void {
    world.losesRam();
    board.powerOff();
    clock.at(forMs, () => board.reset());
  }

  /** The power goes as soon as that byte is written, at the end of `forMs` if none is, and comes back at that end. */
  function powerFailsAt(byte: number, forMs: number): void {
    const endMs = clock.now() + forMs;
    const callOff = board.storage.flash.failAt(byte, () => {
      stopWaiting();
      powerFails(Math.max(0, endMs - clock.now()));
    });
    const stopWaiting = clock.at(forMs, () =>
      board.whenFree(() => {
        callOff();
        powerFails(0);
      }),
    );
  }

  switch (fault.fault) {
    case "reset":
    case "close":
      clock.at(fault.atMs, () => network.endAll(fault.fault));
      return;
    case "half-open":
      clock.at(fault.atMs, () => {
        if (fault.direction !== "down") network.deaden("up");
        if (fault.direction !== "up") network.deaden("down");
      });
      return;
    case "stall":
      clock.at(fault.toMs, () => network.flow());
      return;
    case "broker":
      clock.at(fault.atMs, () => void broker.putFault(fault.does));
      return;
    case "broker-stopped":
      clock.at(fault.fromMs, () => broker.freeze());
      clock.at(fault.toMs, () => broker.thaw());
      return;
    case "broker-down":
      clock.at(fault.fromMs, () => broker.kill());
      clock.at(fault.toMs, () => broker.start(fault.keepsState ?? false));
      return;
    case "wifi-lost":
      clock.at(fault.fromMs, () => board.airChanged());
      clock.at(fault.toMs, () => board.airChanged());
      return;
    case "board-reset":
      clock.at(fault.atMs, () =>
        board.whenFree(() => {
          world.losesRam();
          board.reset();
        }),
      );
      return;
    case "power-cut":
      clock.at(fault.fromMs, () => {
        const forMs = fault.toMs - fault.fromMs;
        if (fault.atStorageByte !== undefined) powerFailsAt(fault.atStorageByte, forMs);
        else board.whenFree(() => powerFails(forMs));
      });
      return;
    case "clock-step":
      clock.at(fault.atMs, () => {
        world.stepClock(fault.byMs);
        board.typed();
      });
      return;
    case "part":
      if (parts[fault.part] === undefined) {
        throw new Complaint(
          "bad-faults",
          `A fault is of the part ${JSON.stringify(fault.part)}; known are ${Object.keys(parts).join(", ") || "none"}.`,
          "The names are those of the parts; docs/parts.md.",
        );
      }
      clock.at(fault.fromMs, () => {
        const heal = parts[fault.part]?.fail(fault.is) ?? (() => {});
        clock.at(fault.toMs - fault.fromMs, heal);
      });
      return;
    case "console":
      clock.at(fault.atMs, () => board.whenFree(() => void board.evaluate(fault.types)));
      return;
    default:
  }
}
