/**
 * A copy of a script whose loops and functions count their turns, so that one that never returns is found, and where. V8
 * has no such bound, and a simulation no time of its own that would run out.
 */
import MagicString from "magic-string";
import { parseAst } from "rollup/parseAst";

/** The global function that counts. */
export const COUNT = "tagwireCount";

/** What is read of a syntax tree's node. */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly body?: Node | readonly Node[];
}

export interface Bounded {
  readonly code: string;
  /** Where each counter's loop or function begins, in the script as it was given. */
  readonly offsets: readonly number[];
}

/** Puts the counters in; no line's number changes. Throws where the script is none. */
export function bounded(code: string): Bounded {
  const text = new MagicString(code);
  const offsets: number[] = [];
  const visit = (node: Node): void => {
    if (
      /^(For|ForIn|ForOf|While|DoWhile)Statement$|^Function(Declaration|Expression)$|^ArrowFunctionExpression$/.test(
        node.type,
      )
    ) {
      const body = node.body as Node;
      const count = `${COUNT}(${offsets.length});`;
      if (body.type === "BlockStatement") {
        text.appendRight(body.start + 1, count);
        offsets.push(node.start);
      } else if (/Statement$/.test(node.type)) {
        text.appendRight(body.start, `{${count}`).appendLeft(body.end, "}");
        offsets.push(node.start);
      }
    }
    for (const child of Object.values(node) as unknown[]) {
      for (const one of Array.isArray(child) ? child : [child]) {
        if (typeof one === "object" && one !== null && "type" in one) visit(one as Node);
      }
    }
  };
  visit(parseAst(code) as unknown as Node);
  return { code: text.toString(), offsets };
}
