import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    // Deadlines, not measures: a machine may be as slow as it likes.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    // What builds keep, not in the cache of the person who tests.
    env: { TAGWIRE_CACHE: fileURLToPath(new URL(".cache/tagwire", import.meta.url)) },
    // The count that .ci/run ends with.
    reporters: ["default", ["json", { outputFile: ".cache/tests.json" }]],
  },
});
