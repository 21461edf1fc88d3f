/**
 * What a rule of the dialect is: something that TypeScript and Node take and Espruino's interpreter gets wrong. One
 * rule a file. A rule answers for itself: its two snippets are built and run by the tests, on Node and on the
 * interpreter. If the interpreter disagrees with a rule, the rule is wrong.
 *
 * Rules of the source (`source/`) need the TypeScript and its types; rules of the text (`text/`) read the script as the
 * board will get it, so nothing that TypeScript, rollup or terser make of a sketch escapes them.
 */
import type { Node, Program } from "estree";
import type ts from "typescript";
import type { Board } from "../../boards.js";
import type { ReadSource } from "./source/reading.js";

export interface Rule {
  /** Words with hyphens, as messages end with it; also the name of its file. */
  readonly name: string;
  /** One sentence: what the interpreter does there. Messages show it. */
  readonly reason: string;
  /** The way out, as a sentence that can follow "... is refused.": what to write instead. */
  readonly instead: string;
  /**
   * TypeScript that the rule refuses. Built without the check it fails on the interpreter: an error, or it prints
   * something else than on Node.
   */
  readonly fails: string;
  /** Where the mark stands: under the first place in `fails` that reads like this. */
  readonly at: string;
  /** The accepted counterpart: prints the same on Node and on the interpreter, and prints something. */
  readonly works: string;
  /** Only for boards with these strings; for all if it is not given. */
  readonly strings?: Board["strings"];
}

/** A rule that reads the TypeScript. */
export interface SourceRule extends Rule {
  /** The places in one file of the sketch. */
  find(source: ReadSource): Iterable<SourcePlace>;
}

export interface SourcePlace {
  readonly node: ts.Node;
  /** In place of the rule's reason, where the place can tell more. */
  readonly sentence?: string;
}

/** A rule that reads the final text. */
export interface TextRule extends Rule {
  /**
   * `fails` and `works` are the text itself, not TypeScript: the build makes none of this from a sketch, but a module
   * of somebody else's may hold it.
   */
  readonly isText?: true;
  /** The places in the text. */
  find(text: ParsedText, board: Board): Iterable<TextPlace>;
}

/** Offsets in the text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface TextPlace extends Span {
  /** In place of the rule's reason, where the place can tell more. */
  readonly sentence?: string;
}

/** A node of the text with its place; `Parsed<Kind>` is the node type of that name. */
export type Parsed<Kind extends Node["type"] = Node["type"]> = Extract<Node, { type: Kind }> & Span;

/** The text, parsed once for all rules. */
export interface ParsedText {
  readonly code: string;
  readonly tree: Program & Span;
  /** All nodes of a type, in the order of the text. */
  all<Kind extends Node["type"]>(type: Kind): readonly Parsed<Kind>[];
  /** The node around a node; undefined for the whole. */
  parent(node: Node): Parsed | undefined;
  /** A name as the sketch spells it: minifying has renamed it. */
  spelled(node: Span): string;
}
