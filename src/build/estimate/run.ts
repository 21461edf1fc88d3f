/**
 * Runs the text as far as it can be known from here, in the interpreter's order and with its rules: functions are there
 * once their declaration has run, and what is not known is passed on as such. Where a branch hangs on something unknown
 * it is taken, and a loop goes round once. Nothing of it reaches the host: values are descriptions of values.
 */

import { regExp } from "./keep.js";
import { builtIn, deeper, guess, type Machine, prototypeOfFunction, setMember, step } from "./machine.js";
import type { Call } from "./methods.js";
import { callNative, constructNative } from "./native.js";
import { binary, same, typeName, unary } from "./operators.js";
import { read } from "./read.js";
import { lookUp, nameOf, type Place, scopeOf, scopeWith } from "./scope.js";
import {
  arrayOf,
  asValue,
  bool,
  float,
  GivenUp,
  int,
  isThing,
  type Node,
  str,
  type Thing,
  textOf,
  thing,
  truth,
  undefinedValue,
  type Value,
} from "./value.js";

/** How a statement ended, if not by reaching its end. */
type Ending = { readonly type: "return" | "break" | "continue"; readonly value: Value } | undefined;

/** What the script throws. */
class Thrown {
  constructor(readonly value: Value) {}
}

/** Runs a whole script. Answers false where the run was given up before its end. */
export function runScript(machine: Machine, program: Node): boolean {
  const place: Place = { scopes: [], self: machine.root };
  try {
    for (const statement of program.body as Node[]) execute(machine, statement, place);
    return true;
  } catch (error) {
    // What is thrown at top level ends the script on a board too.
    if (error instanceof Thrown) return true;
    if (error instanceof GivenUp) return false;
    throw error;
  }
}

function execute(machine: Machine, node: Node, place: Place): Ending {
  step(machine);
  const evaluateHere = (part: unknown): Value => evaluate(machine, part as Node, place);
  switch (node.type) {
    case "ExpressionStatement":
      evaluateHere(node.expression);
      return undefined;
    case "VariableDeclaration":
      declare(machine, node, place);
      return undefined;
    case "FunctionDeclaration":
      scopeOf(machine, place).slots.set(nameOf(node.id), functionOf(node, place));
      return undefined;
    case "ReturnStatement":
      return { type: "return", value: node.argument ? evaluateHere(node.argument) : undefinedValue };
    case "IfStatement":
      return branch(
        machine,
        evaluateHere(node.test),
        () => execute(machine, node.consequent as Node, place),
        () => (node.alternate ? execute(machine, node.alternate as Node, place) : undefined),
      );
    case "BlockStatement":
      return executeAll(machine, node.body as Node[], place);
    case "ForStatement":
      if ((node.init as Node | null)?.type === "VariableDeclaration") declare(machine, node.init as Node, place);
      else if (node.init) evaluateHere(node.init);
      return rounds(machine, node, place, true);
    case "WhileStatement":
      return rounds(machine, node, place, true);
    case "DoWhileStatement":
      return rounds(machine, node, place, false);
    case "ForInStatement":
      return forIn(machine, node, place);
    case "SwitchStatement":
      return choose(machine, node, place);
    case "TryStatement":
      return attempt(machine, node, place);
    case "ThrowStatement":
      throw new Thrown(evaluateHere(node.argument));
    case "BreakStatement":
      return { type: "break", value: undefinedValue };
    case "ContinueStatement":
      return { type: "continue", value: undefinedValue };
    default:
      return undefined;
  }
}

function executeAll(machine: Machine, statements: readonly Node[], place: Place): Ending {
  for (const statement of statements) {
    const ending = execute(machine, statement, place);
    if (ending) return ending;
  }
  return undefined;
}

function declare(machine: Machine, node: Node, place: Place): void {
  const { slots } = scopeOf(machine, place);
  for (const { id, init } of node.declarations as Node[]) {
    const name = nameOf(id);
    if (!slots.has(name)) slots.set(name, undefinedValue);
    if (init) slots.set(name, evaluate(machine, init as Node, place));
  }
}

/**
 * One way or the other, as a test says. Of what only the board knows it is the first, unless that throws: nobody ships
 * a sketch whose usual way is an error.
 */
function branch<T>(machine: Machine, test: Value, first: () => T, second: () => T): T {
  const known = truth(test);
  if (known !== undefined) return known ? first() : second();
  machine.guesses++;
  try {
    return first();
  } catch (error) {
    if (error instanceof Thrown) return second();
    throw error;
  }
}

function rounds(machine: Machine, node: Node, place: Place, testFirst: boolean): Ending {
  for (let first = true; ; first = false) {
    if (node.test && (testFirst || !first)) {
      const known = truth(evaluate(machine, node.test as Node, place));
      if (known === undefined) machine.guesses++;
      if (known === false || (known === undefined && !first)) return undefined;
    }
    step(machine);
    const ending = execute(machine, node.body as Node, place);
    if (ending?.type === "break") return undefined;
    if (ending?.type === "return") return ending;
    if (node.update) evaluate(machine, node.update as Node, place);
  }
}

function forIn(machine: Machine, node: Node, place: Place): Ending {
  const over = evaluate(machine, node.right as Node, place);
  if (!isThing(over)) return undefined;
  const left = node.left as Node;
  const target = left.type === "VariableDeclaration" ? ((left.declarations as Node[])[0]?.id as Node) : left;
  if (left.type === "VariableDeclaration") declare(machine, left, place);
  for (const key of [...over.slots.keys()].filter((name) => name !== "__proto__")) {
    assign(machine, target, str(key), place);
    const ending = execute(machine, node.body as Node, place);
    if (ending?.type === "break") return undefined;
    if (ending?.type === "return") return ending;
  }
  return undefined;
}

function choose(machine: Machine, node: Node, place: Place): Ending {
  const wanted = evaluate(machine, node.discriminant as Node, place);
  const cases = node.cases as Node[];
  let at = cases.findIndex((one) => one.test && same(wanted, evaluate(machine, one.test as Node, place)) !== false);
  if (at < 0) at = cases.findIndex((one) => !one.test);
  for (const one of at < 0 ? [] : cases.slice(at)) {
    const ending = executeAll(machine, one.consequent as Node[], place);
    if (ending?.type === "break") return undefined;
    if (ending) return ending;
  }
  return undefined;
}

function attempt(machine: Machine, node: Node, place: Place): Ending {
  let ending: Ending;
  try {
    ending = execute(machine, node.block as Node, place);
  } catch (error) {
    const handler = node.handler as Node | null;
    if (!(error instanceof Thrown) || !handler) throw error;
    const caught = thing("scope");
    if (handler.param) caught.slots.set(nameOf(handler.param), error.value);
    ending = execute(machine, handler.body as Node, { ...place, scopes: [...place.scopes, caught] });
  }
  const last = node.finalizer ? execute(machine, node.finalizer as Node, place) : undefined;
  return last ?? ending;
}

function functionOf(node: Node, { scopes }: Place): Thing {
  return thing("function", { code: { node, scopes } });
}

function assign(machine: Machine, target: Node, value: Value, place: Place): void {
  if (target.type === "Identifier") {
    const name = nameOf(target);
    (scopeWith(machine, name, place) ?? machine.root).slots.set(name, value);
  } else if (target.type === "MemberExpression") {
    const owner = evaluate(machine, target.object as Node, place);
    setMember(machine, owner, keyOf(machine, target, place), value);
  }
}

function keyOf(machine: Machine, node: Node, place: Place): string {
  return node.computed ? textOf(evaluate(machine, node.property as Node, place)) : nameOf(node.property);
}

function evaluate(machine: Machine, node: Node, place: Place): Value {
  step(machine);
  const evaluateHere = (part: unknown): Value => evaluate(machine, part as Node, place);
  switch (node.type) {
    case "Literal":
      return literal(machine, node);
    case "Identifier":
      return lookUp(machine, nameOf(node), place);
    case "ThisExpression":
      return place.self;
    case "FunctionExpression":
      return functionOf(node, place);
    case "ArrayExpression":
      return arrayLiteral(machine, node, place);
    case "ObjectExpression":
      return objectLiteral(machine, node, place);
    case "SequenceExpression":
      return (node.expressions as Node[]).map(evaluateHere).at(-1) ?? undefinedValue;
    case "ConditionalExpression":
      return branch(
        machine,
        evaluateHere(node.test),
        () => evaluateHere(node.consequent),
        () => evaluateHere(node.alternate),
      );
    case "LogicalExpression": {
      const left = evaluateHere(node.left);
      const [whole, other] = [() => left, () => evaluateHere(node.right)];
      return truth(left) === undefined || node.operator === "&&"
        ? branch(machine, left, other, whole)
        : branch(machine, left, whole, other);
    }
    case "UnaryExpression":
      return prefixed(machine, node, place);
    case "BinaryExpression":
      return binary(String(node.operator), evaluateHere(node.left), evaluateHere(node.right));
    case "AssignmentExpression": {
      const operator = String(node.operator).slice(0, -1);
      const before = operator === "" ? undefinedValue : evaluateHere(node.left);
      const right = evaluateHere(node.right);
      const value = operator === "" ? right : binary(operator, before, right);
      assign(machine, node.left as Node, value, place);
      return value;
    }
    case "UpdateExpression": {
      const before = evaluateHere(node.argument);
      const value = binary(node.operator === "++" ? "+" : "-", before.kind === "undefined" ? int(NaN) : before, int(1));
      assign(machine, node.argument as Node, value, place);
      return node.prefix ? value : before;
    }
    case "MemberExpression":
      return read(machine, evaluateHere(node.object), keyOf(machine, node, place));
    case "CallExpression":
      return callExpression(machine, node, place);
    case "NewExpression":
      return construct(machine, evaluateHere(node.callee), (node.arguments as Node[]).map(evaluateHere));
    default:
      return guess(machine);
  }
}

function literal(machine: Machine, node: Node): Value {
  const regex = node.regex as { pattern: string; flags: string } | undefined;
  if (regex) return regExp(machine, regex.pattern, regex.flags);
  // `1e3` and `3.0` are floats to the interpreter.
  if (typeof node.value === "number" && /^\d*\.|^[\d.]+e/i.test(String(node.raw))) return float(node.value);
  return asValue(node.value);
}

function arrayLiteral(machine: Machine, node: Node, place: Place): Value {
  const made = arrayOf([]);
  const elements = node.elements as (Node | null)[];
  for (const [index, element] of elements.entries()) {
    if (element) made.slots.set(String(index), evaluate(machine, element, place));
  }
  made.length = elements.length;
  return made;
}

function objectLiteral(machine: Machine, node: Node, place: Place): Value {
  const made = thing("object");
  for (const property of node.properties as Node[]) {
    const key = property.key as Node;
    const name = property.computed
      ? textOf(evaluate(machine, key, place))
      : String(key.type === "Literal" ? key.value : key.name);
    const value = evaluate(machine, property.value as Node, place);
    made.slots.set(
      name,
      property.kind === "init" ? value : thing("object", { slots: new Map([[String(property.kind), value]]) }),
    );
  }
  return made;
}

function prefixed(machine: Machine, node: Node, place: Place): Value {
  const argument = node.argument as Node;
  if (node.operator === "delete") {
    if (argument.type !== "MemberExpression") return bool(true);
    const owner = evaluate(machine, argument.object as Node, place);
    if (isThing(owner)) owner.slots.delete(keyOf(machine, argument, place));
    return bool(true);
  }
  if (node.operator === "typeof" && argument.type === "Identifier") {
    const name = nameOf(argument);
    const found = scopeWith(machine, name, place)?.slots.get(name) ?? builtIn(machine, name);
    return found ? typeName(found) : str("undefined");
  }
  const value = evaluate(machine, argument, place);
  return unary(String(node.operator), value);
}

function callExpression(machine: Machine, node: Node, place: Place): Value {
  const callee = node.callee as Node;
  let self: Value = undefinedValue;
  let called: Value;
  if (callee.type === "MemberExpression") {
    self = evaluate(machine, callee.object as Node, place);
    called = read(machine, self, keyOf(machine, callee, place));
  } else called = evaluate(machine, callee, place);
  const values = (node.arguments as Node[]).map((argument) => evaluate(machine, argument, place));
  return callFunction(machine, called, self, values);
}

function callFunction(machine: Machine, called: Value, self: Value, values: readonly Value[]): Value {
  const call: Call = (callee, owner, given) => callFunction(machine, callee, owner, given);
  if (called.kind === "native") return callNative(machine, called.path, self, values, call);
  if (called.kind !== "function" || !called.code) return guess(machine);
  const { node, scopes, bound } = called.code;
  const given = [...(bound?.values ?? []), ...values];
  const parameters = node.params as Node[];
  const scope = thing("scope", { kept: given.slice(parameters.length) });
  for (const [index, parameter] of parameters.entries())
    scope.slots.set(nameOf(parameter), given[index] ?? undefinedValue);
  if (node.type === "FunctionExpression" && node.id) scope.slots.set(nameOf(node.id), called);
  const owner = bound?.self ?? (self.kind === "undefined" ? machine.root : self);
  const ending = deeper(machine, () =>
    executeAll(machine, (node.body as Node & { body: Node[] }).body, { scopes: [...scopes, scope], self: owner }),
  );
  return ending?.type === "return" ? ending.value : undefinedValue;
}

function construct(machine: Machine, maker: Value, values: readonly Value[]): Value {
  if (maker.kind === "native") return constructNative(machine, maker.path, values);
  if (maker.kind !== "function") return guess(machine);
  const made = thing("object", { slots: new Map([["__proto__", prototypeOfFunction(maker, true)]]) });
  const answer = callFunction(machine, maker, made, values);
  return isThing(answer) ? answer : made;
}
