import type { Verdict } from "./judge.ts";

const MIB = 1024 * 1024;

const memory = ({ processes }: Verdict, wanted: string): string => {
  const found = processes.find(({ name }) => name === wanted);
  if (found === undefined) return "";
  return `${Math.round(found.restBytes / MIB)} → ${Math.round(found.peakBytes / MIB)}`;
};

const columns: readonly (readonly [head: string, cell: (verdict: Verdict) => string])[] = [
  ["", ({ reasons }) => (reasons.length === 0 ? "held" : "FAILED")],
  ["attack", ({ attack }) => attack],
  ["cloud MiB", (verdict) => memory(verdict, "cloud")],
  ["gateway MiB", (verdict) => memory(verdict, "gateway")],
  ["p99 ms", ({ p99 }) => String(Math.round(p99))],
  ["worst", ({ latencies }) => String(Math.round(Math.max(0, ...latencies)))],
  ["kept", ({ acknowledged }) => String(acknowledged)],
  ["lost", ({ lost }) => String(lost.length)],
  ["twice", ({ repeated }) => String(repeated.length)],
  ["foreign", ({ foreign }) => `${Math.round(100 * foreign)} %`],
  ["s", ({ seconds }) => String(Math.round(seconds))],
];
const head = columns.map(([title]) => title);

/** A line for each attack, and under it what is to be said of it. */
export const formatTable = (verdicts: readonly Verdict[]): string => {
  const rows = verdicts.map((verdict) => columns.map(([, cell]) => cell(verdict)));
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
