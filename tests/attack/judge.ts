const MIB = 1024 * 1024;

/** An honest station's acknowledgement takes less, at the 99th percentile. */
export const TARGET_MS = 250;
/** From here on an attack has succeeded. */
export const WORST_MS = 10 * TARGET_MS;
/** A process may grow to this many times what it takes at rest. */
export const GROWTH = 3;

export interface ProcessMemory {
  readonly name: string;
  readonly restBytes: number;
  readonly peakBytes: number;
  /** How it ended, when it did so by itself. */
  readonly ended?: string;
}

export interface Observed {
  readonly attack: string;
  /** How long the attack itself took. */
  readonly seconds: number;
  /** Which share of the processors' busy time went to work that is not the attack's or its target's. */
  readonly foreign: number;
  /** In ms. What was never acknowledged counts with the time that it waited. */
  readonly latencies: readonly number[];
  readonly acknowledged: number;
  readonly lost: readonly string[];
  readonly repeated: readonly string[];
  readonly strange: readonly string[];
  readonly processes: readonly ProcessMemory[];
  readonly faults: readonly string[];
  readonly notes: readonly string[];
}

export interface Verdict extends Observed {
  readonly p99: number;
  /** Why the attack succeeded; empty when it did not. */
  readonly reasons: readonly string[];
}

/** The smallest value that `share` of the values do not exceed; 0 of none. */
export const percentile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
};

const few = (names: readonly string[]): string =>
  names.slice(0, 3).join(", ") + (names.length > 3 ? ", …" : "");

const ofProcess = (
  { name, restBytes, peakBytes, ended }: ProcessMemory,
  documented: Readonly<Record<string, number>>,
): string[] => {
  const ceiling = Math.max(GROWTH * restBytes, documented[name] ?? 0);
  const mib = (bytes: number) => Math.round(bytes / MIB);
  return [
    ...(ended === undefined ? [] : [`${name} ended: ${ended}`]),
    ...(peakBytes > ceiling
      ? [`${name} took ${mib(peakBytes)} MiB, ${mib(restBytes)} at rest, ${mib(ceiling)} at most`]
      : []),
  ];
};

/** A machine that does other work too is as slow as the share of it that is left. */
const worstMs = (foreign: number): number => WORST_MS / Math.max(0.05, 1 - foreign);

/** Says whether an attack succeeded. `documented`: ceilings in bytes that the documents name. */
export const judge = (
  observed: Observed,
  documented: Readonly<Record<string, number>> = {},
): Verdict => {
  const { latencies, acknowledged, lost, repeated, strange, processes, faults, foreign } = observed;
  const p99 = percentile(latencies, 0.99);
  const reasons = [
    ...processes.flatMap((process) => ofProcess(process, documented)),
    ...(acknowledged === 0 ? ["no honest reading was acknowledged"] : []),
    ...(lost.length > 0 ? [`${lost.length} acknowledged and lost (${few(lost)})`] : []),
    ...(repeated.length > 0 ? [`${repeated.length} found twice (${few(repeated)})`] : []),
    ...(strange.length > 0 ? [`${strange.length} never sent (${few(strange)})`] : []),
    ...(p99 >= worstMs(foreign)
      ? [`honest acknowledgement took ${Math.round(p99)} ms at p99`]
      : []),
    ...faults,
  ];
  return { ...observed, p99, reasons };
};
