import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    maxWorkers: 2,
    // The count that .ci/run ends with.
    reporters: ["default", ["json", { outputFile: ".cache/tests.json" }]],
  },
});
