/** What the Espruino module `tagwire/spool` has: a module shares no state with another, so `tagwire` is in it. */
export * from "./publish";
export * from "./spool";
