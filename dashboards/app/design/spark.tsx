import { sparkPath } from "./spark-path.ts";

interface SparkProps {
  /** In order of time, evenly spaced; `null` where nothing was measured, which is a gap. */
  readonly values: readonly (number | null)[];
  /** What the line shows, for those who do not see it: from, to, highest. */
  readonly label: string;
}

/** A line of the last hours, small enough for a row of a table. */
export const Spark = ({ values, label }: SparkProps) => {
  const { line, last } = sparkPath(values);
  return (
    <svg
      className="spark"
      viewBox="0 0 100 30"
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <path d={line} />
      {last === undefined ? null : <path className="spark-end" d={`M${last.x} ${last.y}h.01`} />}
    </svg>
  );
};
