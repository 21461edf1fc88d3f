/**
 * Flash memory as a chip has it: writing turns bits from 1 to 0 only, erasing sets a whole page to 1 and wears it.
 * Bytes are one char each. It outlives the board, and it is where a power cut leaves its mark: `failAt` names the byte
 * at which the power goes, and whatever is being written or erased stops exactly there.
 */

export interface Flash {
  readonly bytes: number;
  /** What is erased at once. */
  readonly pageBytes: number;
  /** Bytes as they are; what lies beyond the end reads as erased. */
  read(at: number, length: number): string;
  /** Four bytes as a number, the lowest first. */
  word(at: number): number;
  /** Whether all of them are erased. */
  isErased(at: number, length: number): boolean;
  /** Writes: each byte becomes what it was AND what is written. Throws a PowerLoss where the power goes meanwhile. */
  write(at: number, bytes: string): void;
  /** Erases the page that begins there, its first byte first. Throws a PowerLoss where the power goes meanwhile. */
  erasePage(at: number): void;
  /** How often each page was erased. */
  readonly wear: Readonly<Uint32Array>;
  /**
   * The power goes at the byte of that number (1 is the next) that is written or erased, which stays as it was.
   * Calls back then. Returns what calls it off, and does nothing afterwards.
   */
  failAt(byte: number, failed: () => void): () => void;
}

/** The power is gone: what was under way is never finished. */
export class PowerLoss extends Error {}

const erased = 0xff;

/** Erased flash of that size. */
export function createFlash(size: { readonly bytes: number; readonly pageBytes: number }): Flash {
  const { bytes, pageBytes } = size;
  const cells = new Uint8Array(bytes).fill(erased);
  const erasedPage = Buffer.alloc(pageBytes, erased);
  const wear = new Uint32Array(Math.ceil(bytes / pageBytes));
  let failure: { bytesLeft: number; failed: () => void } | undefined;

  function change(at: number, value: number): void {
    if (failure && --failure.bytesLeft === 0) {
      const { failed } = failure;
      failure = undefined;
      failed();
      throw new PowerLoss("The power is gone");
    }
    cells[at] = value;
  }

  return {
    bytes,
    pageBytes,
    wear,
    read(at, length) {
      const text = Buffer.from(cells.buffer, at, Math.min(length, bytes - at)).toString("latin1");
      return text.padEnd(length, "\xff");
    },
    word: (at) =>
      ((cells[at] ?? erased) |
        ((cells[at + 1] ?? erased) << 8) |
        ((cells[at + 2] ?? erased) << 16) |
        ((cells[at + 3] ?? erased) << 24)) >>>
      0,
    isErased(at, length) {
      // A page at a time: each boot looks at all of it.
      for (let one = at; one < Math.min(at + length, bytes); one += pageBytes) {
        const part = Buffer.from(cells.buffer, one, Math.min(pageBytes, at + length - one, bytes - one));
        if (!part.equals(erasedPage.subarray(0, part.length))) return false;
      }
      return true;
    },
    write(at, text) {
      for (let index = 0; index < text.length; index++)
        change(at + index, (cells[at + index] ?? erased) & text.charCodeAt(index));
    },
    erasePage(at) {
      wear[at / pageBytes] = (wear[at / pageBytes] ?? 0) + 1;
      for (let one = at; one < Math.min(at + pageBytes, bytes); one++) change(one, erased);
    },
    failAt(byte, failed) {
      const mine = { bytesLeft: byte, failed };
      failure = mine;
      return () => {
        if (failure === mine) failure = undefined;
      };
    },
  };
}
