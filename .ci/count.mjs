/** Prints `N passed, N failed, N skipped` of a test run, and fails if a test failed or none ran. */
import { readFileSync } from "node:fs";

const report = JSON.parse(readFileSync(process.argv[2], "utf8"));
const { numPassedTests: passed, numFailedTests: failed, numPendingTests: pending, numTodoTests: todo } = report;
console.log(`${passed} passed, ${failed} failed, ${pending + todo} skipped`);
// A file that could not even be read has no tests to count as failed.
process.exitCode = report.success && failed === 0 && passed > 0 ? 0 : 1;
