/** Whether what is written may have colour, and the colour. */
import { styleText } from "node:util";

export type Style = Parameters<typeof styleText>[0];

/** Colour only where a terminal shows it and nobody asked for none (NO_COLOR). */
export function showsColour({ isTTY }: { isTTY?: boolean }, { NO_COLOR }: NodeJS.ProcessEnv): boolean {
  return isTTY === true && !NO_COLOR;
}

/**
 * The text in a style, whatever it goes to. `styleText` by itself would ask stdout, though the line may be for stderr,
 * and the variables by which it guesses: with `CI` set a terminal has no colour to it.
 */
export const painted = (style: Style, text: string): string => styleText(style, text, { validateStream: false });
