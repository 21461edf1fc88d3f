/** The faults of a broker that runs, for who runs it. */

import type { FaultForm } from "./fault.js";
import type { ListedFault } from "./standing.js";

/** docs/faults.md has them all. */
export interface BrokerFaults {
  /**
   * Puts a fault: an object, or the short form, `withhold,packet=PINGRESP,client=greenhouse` for one. Throws a FaultMistake
   * with the field, the value seen and the value wanted.
   */
  put(fault: FaultForm | string): ListedFault;
  /** Ends a fault; false if there is none of that id. */
  remove(id: string): boolean;
  list(): ListedFault[];
}
