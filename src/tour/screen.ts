/** What a person sees of the tour: one line per thing that happened, with the seconds since the start. */
import { painted, type Style, showsColour } from "../cli/colour.js";

export interface Screen {
  line(text: string, style?: Style): void;
}

/** Lines on stdout; colour only on a terminal, and not with NO_COLOR. */
export function openScreen(): Screen {
  const started = performance.now();
  const colour = showsColour(process.stdout, process.env);
  return {
    line(text, style) {
      const seconds = ((performance.now() - started) / 1000).toFixed(1).padStart(6);
      process.stdout.write(`${seconds} s  ${colour && style !== undefined ? painted(style, text) : text}\n`);
    },
  };
}
