/** Questions on a terminal. What is typed after a secret's question is not shown. */
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { Complaint } from "../../complaint.js";

export interface Asker {
  /** The answer, once it is good; until then what is wanted is told, and asked again. */
  ask(
    question: string,
    how: { readonly form: string; readonly secret?: boolean; isGood(value: string): boolean },
  ): Promise<string>;
  close(): void;
}

/** Asks on these streams. Its `ask` rejects with the Complaint `stopped` at Ctrl-C, and where the input ends. */
export function asker(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Asker {
  let isHidden = false;
  const shown = new Writable({
    write(bytes, _encoding, done) {
      if (!isHidden) output.write(bytes);
      done();
    },
  });
  const lines = createInterface({ input, output: shown, terminal: true, prompt: "" });
  // What is typed ahead waits its turn.
  const typed = lines[Symbol.asyncIterator]();

  async function answerTo(question: string, isSecret: boolean): Promise<string> {
    // Whoever hides what is typed hides the prompt as well.
    if (isSecret) output.write(`${question}: `);
    isHidden = isSecret;
    lines.setPrompt(`${question}: `);
    lines.prompt();
    const { done, value } = await typed.next();
    if (isSecret) output.write("\n");
    isHidden = false;
    if (!done) return value;
    throw new Complaint("stopped", "Stopped before all was answered; nothing was written.", "tagwire init --help");
  }

  return {
    async ask(question, { form, secret = false, isGood }) {
      for (;;) {
        const answer = await answerTo(question, secret);
        if (isGood(answer)) return answer;
        output.write(`  wanted is ${form}\n`);
      }
    },
    close: () => lines.close(),
  };
}
