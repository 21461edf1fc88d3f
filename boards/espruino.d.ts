/*
 * `@types/espruino`, from wherever npm has put it. It comes last: where two files declare one name, the first one counts,
 * so `sketch.d.ts` and the board's file correct it.
 */

/// <reference types="espruino" />
