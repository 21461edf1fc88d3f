/** `tagwire/spool`: that a sketch uses it is what the build goes by. It puts storage-buffer.ts in the place of buffer.ts. */
export { type Spool, type Spooled, spool, spooled } from "./storage-buffer";
