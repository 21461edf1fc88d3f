/**
 * What a character of the source becomes on the board. Where strings are bytes, a character is written as its UTF-8
 * bytes ("é" and "\u00e9" as "\xc3\xa9"); where they are Unicode it is written as `\u00e9`, for that alone makes the
 * interpreter mark the string as Unicode. `\x` escapes and octal ones are the author's own bytes and stay on both.
 * Only the source's text tells the two apart, so this runs on the syntax tree, before TypeScript prints it.
 */
import ts from "typescript";

// One escape, or a run without any.
const piece = /\\(?:x([\da-f]{2})|u\{([\da-f]+)\}|u([\da-f]{4})|([0-7]{1,3})|(\r\n|[\s\S]))|[^\\]+/giu;

const named: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f", v: "\v" };

function utf8(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

/**
 * Terser writes a character from U+0080 to U+00FF as if it were a byte, `\xe9`. So it is given a lone surrogate in its
 * place, which no text has, and `charactersBack` undoes that in what it has written.
 */
function aside(text: string): string {
  // A lone surrogate of the author's own stays one, to be refused, but none that would be taken for a character.
  const strange = text.replace(/(?<![\ud800-\udbff])[\udc80-\udcff]/g, "\udfff");
  return strange.replace(/[\x80-\xff]/g, (character) => String.fromCharCode(0xdc00 + character.charCodeAt(0)));
}

/** `\u00e9` for the lone surrogate that stands for it; pairs are somebody's emoji and stay. */
export function charactersBack(code: string): string {
  return code.replace(/\\\\|\\ud[89ab][\da-f]{2}\\udc[\da-f]{2}|\\udc([89a-f][\da-f])/g, (found, hex?: string) =>
    hex === undefined ? found : `\\u00${hex}`,
  );
}

/** What the board is given for a literal whose text between the quotes is `raw`. */
function written(raw: string, strings: "bytes" | "unicode"): string {
  return piecesOfLiteral(raw, strings === "bytes" ? utf8 : aside);
}

/** The bytes, one char each, of a literal whose text between the quotes is `raw`. */
export function bytesOfLiteral(raw: string): string {
  return piecesOfLiteral(raw, utf8);
}

function piecesOfLiteral(raw: string, spell: (characters: string) => string): string {
  let bytes = "";
  // Characters wait here until a byte or the end: the halves of a surrogate pair may be two escapes.
  let characters = "";
  for (const [run, hex, point, unit, octal, other] of raw.matchAll(piece)) {
    const byte = hex !== undefined ? Number.parseInt(hex, 16) : octal !== undefined ? Number.parseInt(octal, 8) : -1;
    if (byte >= 0) {
      bytes += spell(characters) + String.fromCharCode(byte);
      characters = "";
    } else if (point !== undefined) characters += String.fromCodePoint(Number.parseInt(point, 16));
    else if (unit !== undefined) characters += String.fromCharCode(Number.parseInt(unit, 16));
    else if (other === undefined) characters += run;
    // A backslash at a line's end joins the next line and is nothing in the string.
    else if (!/[\r\n\u2028\u2029]/.test(other)) characters += named[other] ?? other;
  }
  return bytes + spell(characters);
}

/**
 * A regular expression for the board. The interpreter takes the first slash for its end, even one in a class. Outside
 * of classes a character becomes its bytes; in a class each byte would be a character of its own, so there it stays.
 */
export function regularExpression(text: string, strings: "bytes" | "unicode"): string {
  let inClass = false;
  return text.replace(/\\[\s\S]|[[\]/]|[^\0-\x7f]+/gu, (piece) => {
    if (piece === "[") inClass = true;
    else if (piece === "]") inClass = false;
    else if (piece === "/") return inClass ? "\\/" : piece;
    else if (piece > "\x7f" && strings === "bytes" && !inClass) {
      return utf8(piece).replace(/[\s\S]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16)}`);
    }
    return piece;
  });
}

/** The source between a literal's quotes, back-ticks or braces. */
export function rawText(node: ts.LiteralLikeNode, file: ts.SourceFile): string {
  const text = node.getText(file);
  const opensHole = node.kind === ts.SyntaxKind.TemplateHead || node.kind === ts.SyntaxKind.TemplateMiddle;
  return text.slice(1, opensHole ? -2 : -1);
}

/**
 * Writes string literals for the board, and templates as sums of strings: shorter than the `concat` that TypeScript
 * makes of them.
 */
export function literals(strings: "bytes" | "unicode"): ts.TransformerFactory<ts.SourceFile> {
  return (context) => (file) => {
    const { factory } = context;
    const text = (node: ts.LiteralLikeNode) =>
      /[^\0-\x7f]/.test(node.text) ? written(rawText(node, file), strings) : node.text;
    const visit = (node: ts.Node): ts.Node => {
      if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isTaggedTemplateExpression(node))
        return node;
      if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) {
        return ts.setTextRange(factory.createStringLiteral(text(node)), node);
      }
      if (ts.isRegularExpressionLiteral(node)) {
        const pattern = regularExpression(node.text, strings);
        return ts.setTextRange(factory.createRegularExpressionLiteral(pattern), node);
      }
      if (ts.isTemplateExpression(node)) {
        let sum: ts.Expression = factory.createStringLiteral(text(node.head));
        for (const { expression, literal } of node.templateSpans) {
          sum = factory.createAdd(sum, ts.visitNode(expression, visit) as ts.Expression);
          if (literal.text !== "") sum = factory.createAdd(sum, factory.createStringLiteral(text(literal)));
        }
        return factory.createParenthesizedExpression(sum);
      }
      return ts.visitEachChild(node, visit, context);
    };
    return ts.visitNode(file, visit) as ts.SourceFile;
  };
}
