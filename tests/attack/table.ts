import type { Verdict } from "./judge.ts";

const MIB = 1024 * 1024;

const cells = ({
  attack,
  reasons,
  processes,
  p99,
  latencies,
  acknowledged,
  lost,
  repeated,
}: Verdict) => [
  reasons.length === 0 ? "held" : "FAILED",
  attack,
  ...processes.map(
    ({ restBytes, peakBytes }) => `${Math.round(restBytes / MIB)} → ${Math.round(peakBytes / MIB)}`,
  ),
  String(Math.round(p99)),
  String(Math.round(Math.max(0, ...latencies))),
  String(acknowledged),
  String(lost.length),
  String(repeated.length),
];

const head = ["", "attack", "cloud MiB", "gateway MiB", "p99 ms", "worst", "kept", "lost", "twice"];

/** A line for each attack, and under it what is to be said of it. */
export const formatTable = (verdicts: readonly Verdict[]): string => {
  const rows = verdicts.map(cells);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  return [
    line(head),
    ...verdicts.flatMap(({ reasons, notes }, index) => [
      line(rows[index] ?? []),
      ...reasons.map((reason) => `        ! ${reason}`),
      ...notes.map((note) => `        - ${note}`),
    ]),
  ].join("\n");
};
