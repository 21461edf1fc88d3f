/** What a person sees of the tour: one line per thing that happened, with the seconds since the start. */
import { styleText } from "node:util";

type Style = Parameters<typeof styleText>[0];

export interface Screen {
  line(text: string, style?: Style): void;
}

/** Lines on stdout; colour only on a terminal, and not with NO_COLOR. */
export function openScreen(): Screen {
  const started = performance.now();
  const colour = process.stdout.isTTY && process.env.NO_COLOR === undefined;
  return {
    line(text, style) {
      const seconds = ((performance.now() - started) / 1000).toFixed(1).padStart(6);
      process.stdout.write(`${seconds} s  ${colour && style !== undefined ? styleText(style, text) : text}\n`);
    },
  };
}
