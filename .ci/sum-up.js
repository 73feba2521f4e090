// Adds up the JSON reports of all test runs, names the tests that failed, counts parts that failed otherwise, and closes with the line "N passed, N failed".
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2] ?? "test-results";
const reports = existsSync(folder)
  ? readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")))
  : [];
const sum = (field) => reports.reduce((total, report) => total + report[field], 0);
/** The first lines of a failure's message. */
const start = (message = "") => message.split("\n").slice(0, 12).join("\n");
const skipped = sum("numPendingTests") + sum("numTodoTests");
// A file that could not be loaded has no tests to fail: it counts as one.
const broken = reports
  .flatMap((report) => report.testResults)
  .filter(({ status, assertionResults }) => status === "failed" && assertionResults.length === 0);
const inTests = sum("numFailedTests") + broken.length;
// Lint, types, or a test run that ended without a report: a failure even when no test says so.
const partsFailed = Number(process.argv[3] ?? 0);
const failed = Math.max(inTests, partsFailed);
// The log of a run is long, and whoever reads its end looks for these.
for (const { name, message, assertionResults } of reports.flatMap((report) => report.testResults)) {
  const tests = assertionResults.filter(({ status }) => status === "failed");
  // An attack's report has its reasons in the message of the whole.
  for (const { fullName, title, failureMessages } of tests)
    process.stdout.write(
      `failed: ${name}: ${fullName ?? title}\n${start(failureMessages?.[0] ?? message)}\n`,
    );
  if (tests.length === 0 && message) process.stdout.write(`failed: ${name}\n${start(message)}\n`);
}
if (skipped > 0) process.stdout.write(`${skipped} skipped\n`);
process.stdout.write(`${sum("numPassedTests")} passed, ${failed} failed\n`);
