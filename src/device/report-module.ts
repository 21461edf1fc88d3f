/** What the Espruino module `tagwire/report` has: a module shares no state with another, so `tagwire` is in it. */
export * from "./publish";
export * from "./report";
