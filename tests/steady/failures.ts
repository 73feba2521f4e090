import { relative } from "node:path";

/** What is read of Vitest's JSON report. */
export interface Report {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages?: readonly string[] | null;
    }[];
  }[];
}

export interface Failure {
  readonly name: string;
  /** The first lines of what the test said. */
  readonly message: string;
}

const firstLines = (text: string): string => text.split("\n").slice(0, 4).join("\n    ");

/** The tests that failed, and the files that could not be loaded. */
export const failuresIn = ({ testResults }: Report): readonly Failure[] =>
  testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(process.cwd(), name);
    const failed = assertionResults
      .filter((test) => test.status === "failed")
      .map(({ fullName, failureMessages }) => ({
        name: `${file}: ${fullName}`,
        message: firstLines(failureMessages?.[0] ?? ""),
      }));
    if (failed.length > 0 || status !== "failed") return failed;
    return [{ name: `${file}: could not be run`, message: firstLines(message ?? "") }];
  });
