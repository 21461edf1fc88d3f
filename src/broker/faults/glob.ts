/** Patterns of client identifiers and addresses: `*` stands for any characters, also none, `?` for exactly one. */

/** Whether a text is met by a pattern; takes time in proportion to the product of their lengths at most. */
export function meets(pattern: string, text: string): boolean {
  let at = 0;
  let here = 0;
  /** Where to go on from when the last `*` has to take one character more. */
  let star = -1;
  let resume = 0;
  while (at < text.length) {
    if (pattern[here] === "*") {
      star = here;
      resume = at;
      here += 1;
    } else if (here < pattern.length && (pattern[here] === "?" || pattern[here] === text[at])) {
      here += 1;
      at += 1;
    } else if (star >= 0) {
      resume += 1;
      at = resume;
      here = star + 1;
    } else {
      return false;
    }
  }
  while (pattern[here] === "*") here += 1;
  return here === pattern.length;
}
