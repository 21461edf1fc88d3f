/**
 * A port that stays open from one conversation to the next, so that nothing gets lost between a flash and the monitor, and
 * no board is reset by a port that opens. Only one conversation at a time; what closed by itself is opened anew.
 */
import type { Opener } from "./ports.js";
import type { Transport, TransportEvents } from "./transport.js";

/** What the board may say while nobody listens, in bytes; the newest are kept. */
const MOST_UNHEARD = 65_536;

export interface KeptOpen {
  readonly open: Opener;
  /** Closes the port for good, or until it is opened again. */
  close(): Promise<void>;
}

export function keptOpen(open: Opener): KeptOpen {
  let kept: Transport | undefined;
  let listener: TransportEvents | undefined;
  let unheard = "";

  const opened = async () => {
    const transport = await open({
      heard(bytes) {
        // Nothing overtakes what is still to be told.
        if (listener && unheard === "") listener.heard(bytes);
        else unheard = (unheard + bytes).slice(-MOST_UNHEARD);
      },
      closed(reason) {
        kept = undefined;
        const told = listener;
        listener = undefined;
        told?.closed(reason);
      },
    });
    kept = transport;
    return transport;
  };

  return {
    async open(events) {
      const transport = kept ?? (await opened());
      listener = events;
      // Told later, when all that waits for the transport has it: who hears must be able to ask.
      setImmediate(() => {
        if (listener !== events) return;
        const bytes = unheard;
        unheard = "";
        if (bytes !== "") events.heard(bytes);
      });
      const isOurs = () => listener === events;
      return {
        ...transport,
        write: (bytes) => (isOurs() ? transport.write(bytes) : Promise.reject(new Error("the port is closed"))),
        close: async () => {
          if (isOurs()) listener = undefined;
        },
      };
    },
    async close() {
      const transport = kept;
      kept = undefined;
      listener = undefined;
      unheard = "";
      await transport?.close();
    },
  };
}
