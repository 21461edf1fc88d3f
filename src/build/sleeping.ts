/** What the build can see of `sleepFor`: a time that is a literal is checked here, and a board that can't sleep refused. */
import ts from "typescript";
import type { Board } from "../boards.js";
import { entries } from "./entries.js";
import { complaintAt } from "./mistake.js";
import type { Program } from "./program.js";
import { usesOf } from "./spelled.js";

const LONGEST_S = 2_592_000;

/** Whether the board still has to check a time. Throws a Complaint at one that is wrong. */
export function hidesSleep(program: Program, board: Board): boolean {
  const uses = usesOf("sleepFor", program, entries["tagwire/sleep"] as string);
  const [first] = uses;
  if (first !== undefined && !/^ESP(32|8266)/.test(board.chip)) {
    throw complaintAt(
      first,
      `There is no deep sleep on ${board.name}`,
      "Build it for an ESP32 or an ESP8266: docs/sleep.md.",
    );
  }
  return uses.some((use) => !isRight(ts.isCallExpression(use) ? use.arguments[0] : undefined));
}

/** Whether the sketch sleeps deeply: then each boot puts what it has before there is a connection. */
export function sleeps(program: Program): boolean {
  return usesOf("sleepFor", program, entries["tagwire/sleep"] as string).length > 0;
}

/** Whether the time is a literal, and right. */
function isRight(time: ts.Expression | undefined): boolean {
  if (time === undefined) return false;
  const isNegative = ts.isPrefixUnaryExpression(time) && time.operator === ts.SyntaxKind.MinusToken;
  const literal = isNegative ? time.operand : time;
  if (!ts.isNumericLiteral(literal)) return false;
  const seconds = Number(literal.text);
  if (isNegative || !Number.isInteger(seconds) || seconds < 1 || seconds > LONGEST_S) {
    throw complaintAt(
      time,
      `seconds is ${time.getText()}; wanted is a whole number of seconds from 1 to ${LONGEST_S}, which is 30 days`,
      "Mend the time of sleepFor, then build again: docs/sleep.md.",
    );
  }
  return true;
}
