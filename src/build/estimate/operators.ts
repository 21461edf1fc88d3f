/** JavaScript's operators on values of which not all is known, with the interpreter's two kinds of numbers. */
import {
  bool,
  float,
  int,
  isThing,
  notPlain,
  plain,
  short,
  str,
  textOf,
  truth,
  undefinedValue,
  unknown,
  type Value,
} from "./value.js";

export function unary(operator: string, value: Value): Value {
  if (operator === "typeof") return typeName(value);
  if (operator === "void") return undefinedValue;
  if (operator === "!") {
    const known = truth(value);
    return known === undefined ? unknown() : bool(!known);
  }
  const given = plain(value);
  if (given === notPlain) return unknown();
  if (operator === "~") return int(~Number(given));
  const number = operator === "-" ? -Number(given) : Number(given);
  return value.kind === "number" && value.float ? float(number) : int(number);
}

export function typeName(value: Value): Value {
  switch (value.kind) {
    case "unknown":
      return unknown();
    case "function":
    case "native":
      return str("function");
    case "undefined":
    case "boolean":
    case "number":
    case "string":
      return str(value.kind);
    default:
      return str("object");
  }
}

/** Whether two values are the same to `===`; undefined where only the board knows. */
export function same(left: Value, right: Value): boolean | undefined {
  if (left.kind === "unknown" || right.kind === "unknown") return undefined;
  return isThing(left) || isThing(right) ? left === right : plain(left) === plain(right);
}

export function binary(operator: string, left: Value, right: Value): Value {
  if (operator === "===" || operator === "!==") {
    const known = same(left, right);
    return known === undefined ? unknown() : bool(known === (operator === "==="));
  }
  const [a, b] = [plain(left), plain(right)];
  if (operator === "==" || operator === "!=") {
    if (left.kind === "unknown" || right.kind === "unknown") return unknown();
    const nothing = (value: unknown) => value === undefined || value === null;
    const oneIsNothing = nothing(a) || nothing(b);
    const known =
      isThing(left) && isThing(right)
        ? left === right
        : oneIsNothing
          ? nothing(a) && nothing(b)
          : // biome-ignore lint/suspicious/noDoubleEquals: it is the operator in question
            a == b;
    return bool(known === (operator === "=="));
  }
  if (operator === "instanceof" || operator === "in") return unknown();
  // Of a sum with text, what is known is the least that it holds.
  if (operator === "+" && (left.kind === "string" || right.kind === "string"))
    return str(short(textOf(left) + textOf(right)));
  if (a === notPlain || b === notPlain) return unknown();
  return arithmetic(operator, a, b, isFloat(left) || isFloat(right));
}

const isFloat = (value: Value): boolean => value.kind === "number" && value.float;

/** Numbers stay whole as the interpreter keeps them so: what `/` answers is a float, whatever its value. */
function arithmetic(operator: string, left: unknown, right: unknown, floats: boolean): Value {
  const [a, b] = [Number(left), Number(right)];
  const number = (value: number) => (floats ? float(value) : int(value));
  switch (operator) {
    case "+":
      return number(a + b);
    case "-":
      return number(a - b);
    case "*":
      return number(a * b);
    case "/":
      return float(a / b);
    case "%":
      return number(a % b);
    case "&":
      return int(a & b);
    case "|":
      return int(a | b);
    case "^":
      return int(a ^ b);
    case "<<":
      return int(a << b);
    case ">>":
      return int(a >> b);
    case ">>>":
      return int(a >>> b);
  }
  const [c, d] = typeof left === "string" && typeof right === "string" ? [left, right] : [a, b];
  switch (operator) {
    case "<":
      return bool(c < d);
    case ">":
      return bool(c > d);
    case "<=":
      return bool(c <= d);
    case ">=":
      return bool(c >= d);
    default:
      return unknown();
  }
}
