/** The text of a bundle as a tree, parsed once and sorted by the kinds of its nodes, so that a rule reads like a query. */
import type { Node } from "estree";
import { parseAst } from "rollup/parseAst";
import type { Parsed, ParsedText } from "./rule.js";

/**
 * Parses a script. `spelled` says how the sketch spells what stands at an offset; without it names are told as the text
 * has them.
 */
export function parseText(code: string, spelled: (offset: number) => string | undefined = () => undefined): ParsedText {
  const tree = parseAst(code) as unknown as ParsedText["tree"];
  const byType = new Map<string, Parsed[]>();
  const parents = new Map<Node, Parsed>();
  const index = (node: Parsed): void => {
    const same = byType.get(node.type);
    if (same === undefined) byType.set(node.type, [node]);
    else same.push(node);
    for (const child of children(node)) {
      parents.set(child, node);
      index(child);
    }
  };
  index(tree as Parsed);
  return {
    code,
    tree,
    all: <Kind extends Node["type"]>(type: Kind) => (byType.get(type) ?? []) as unknown as readonly Parsed<Kind>[],
    parent: (node) => parents.get(node),
    spelled: (node) => spelled(node.start) ?? code.slice(node.start, node.end),
  };
}

/** The parts of a node in the order of the text. */
export function children(node: Node): Parsed[] {
  const found: Parsed[] = [];
  for (const value of Object.values(node)) {
    if (typeof value !== "object" || value === null) continue;
    for (const part of Array.isArray(value) ? value : [value]) {
      if (typeof (part as Parsed | null)?.type === "string") found.push(part as Parsed);
    }
  }
  return found.sort((a, b) => a.start - b.start);
}
