import type { TextRule } from "../rule.js";

export const longName: TextRule = {
  name: "long-name",
  reason: "Espruino keeps the first 63 characters of a name: two that begin alike are one.",
  instead: "Choose a shorter name, or write the property as a string that is no literal.",
  fails:
    "const o = { aNameOfAPropertyThatIsSoVeryLongThatItsEndIsNeverSeenByAnInterpreter1: 1, aNameOfAPropertyThatIsSoVeryLongThatItsEndIsNeverSeenByAnInterpreter2: 2 }; print(JSON.stringify(o));",
  at: "aName",
  works: "const o = { aNameOfAProperty1: 1, aNameOfAProperty2: 2 }; print(JSON.stringify(o));",
  find: ({ all }) => all("Identifier").filter(({ name }) => name.length > 63),
};
