/**
 * Bytes and other things on their way in one direction, in their order, held back until their time: a delay moves that
 * of each, a drip lets out a piece of one at a time. No clock in here: `now` is given.
 */

/** What is on its way. */
export interface Parcel {
  /** Undefined for what has no bytes: an end. */
  readonly bytes: Uint8Array | undefined;
  /** Takes the bytes, or a piece of them, at their time. */
  arrive(bytes: Uint8Array | undefined): void;
}

/** How things travel. */
export interface Shape {
  readonly delayMs: number;
  readonly drip: { readonly bytes: number; readonly everyMs: number } | undefined;
}

export const plain: Shape = { delayMs: 0, drip: undefined };

interface Travelling {
  readonly parcel: Parcel;
  readonly shape: Shape;
  /** What of its bytes is not let out yet. */
  rest: Uint8Array | undefined;
  at: number;
}

export class Pipe {
  private readonly travelling: Travelling[] = [];
  /** When the next piece may leave at the earliest. */
  private notBefore = 0;
  heldBytes = 0;

  get isEmpty(): boolean {
    return this.travelling.length === 0;
  }

  /** When `release` should be called next; Infinity if nothing is on its way. */
  get nextAt(): number {
    const [first] = this.travelling;
    return first === undefined ? Number.POSITIVE_INFINITY : Math.max(first.at, this.notBefore);
  }

  push(parcel: Parcel, shape: Shape, now: number): void {
    this.heldBytes += parcel.bytes?.length ?? 0;
    this.travelling.push({ parcel, shape, rest: parcel.bytes, at: now + shape.delayMs });
  }

  /** Lets out what is due. */
  release(now: number): void {
    for (let first = this.travelling[0]; first !== undefined && this.nextAt <= now; first = this.travelling[0]) {
      const { drip } = first.shape;
      if (drip === undefined || first.rest === undefined) {
        this.letOut(first, first.rest);
        continue;
      }
      // From when it was due, not from when somebody looked: a late look lets out several.
      this.notBefore = this.nextAt + drip.everyMs;
      const piece = first.rest.subarray(0, drip.bytes);
      if (piece.length === first.rest.length) {
        this.letOut(first, piece);
      } else {
        first.rest = first.rest.subarray(drip.bytes);
        this.heldBytes -= piece.length;
        first.parcel.arrive(piece);
      }
    }
  }

  /** Lets out everything at once. */
  flush(): void {
    this.notBefore = 0;
    for (let first = this.travelling[0]; first !== undefined; first = this.travelling[0])
      this.letOut(first, first.rest);
  }

  /** Forgets everything. */
  clear(): void {
    this.travelling.length = 0;
    this.heldBytes = 0;
  }

  private letOut(first: Travelling, bytes: Uint8Array | undefined): void {
    this.travelling.shift();
    this.heldBytes -= bytes?.length ?? 0;
    first.parcel.arrive(bytes);
  }
}
