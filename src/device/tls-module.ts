/** What the Espruino module `tagwire/tls` has: a module shares no state with another, so `tagwire` is in it. */
export * from "./publish";
export * from "./tls";
