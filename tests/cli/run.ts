/** Runs the compiled command line as a person would. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export function tagwire(
  parameters: readonly string[],
  cwd = process.cwd(),
  env: NodeJS.ProcessEnv = process.env,
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [main, ...parameters], { cwd, env, timeout: 20_000 }, (error, stdout, stderr) => {
      if (error?.killed) return reject(new Error(`tagwire ${parameters.join(" ")} did not end: ${stdout}${stderr}`));
      resolve({ exitCode: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}
