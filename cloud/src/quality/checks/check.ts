import type { QuantityName } from "@datacityzen/hardware/quantities";

/** One value of a series: `at` in UTC milliseconds, the value in its quantity's unit. */
export interface Sample {
  readonly at: number;
  readonly value: number;
}

/** Values of one sensor and quantity in order of time. */
export interface Series {
  readonly quantity: QuantityName;
  readonly samples: readonly Sample[];
}

/** Values that a check doubts, from the first of them up to `until`, which is not among them. */
export interface Finding {
  /** UTC milliseconds. */
  readonly from: number;
  readonly until: number;
  /** How many values. */
  readonly count: number;
  /** The figures behind it, by name. */
  readonly figures?: { readonly [name: string]: number };
}

/** What a check is, for people and for whoever computes again what it found. */
export interface CheckDescription {
  /** `spike`: with the version it names what was found for ever. */
  readonly name: string;
  /** A change of the rule or of a parameter is a new version. */
  readonly version: number;
  /** What it says of the values that it doubts. */
  readonly fr: string;
  readonly en: string;
  /** What it reads. */
  readonly inputs: readonly string[];
  readonly parameters: unknown;
  /** Where rule and parameters come from, or that they are our choice. */
  readonly source: string;
}

/** A check: a pure function, and what must be known of it. */
export interface Check<Input> extends CheckDescription {
  run(input: Input): readonly Finding[];
}

/** `spike@1` */
export const recipeOf = ({ name, version }: Pick<CheckDescription, "name" | "version">): string =>
  `${name}@${version}`;

/** Doubted values that follow each other are one finding. */
export const findingsOf = (
  samples: readonly Sample[],
  isDoubted: (sample: Sample, index: number) => boolean,
  figuresOf?: (found: readonly Sample[]) => Finding["figures"],
): Finding[] => {
  const findings: Finding[] = [];
  let run: Sample[] = [];
  const close = () => {
    const [first, last] = [run[0], run.at(-1)];
    if (first !== undefined && last !== undefined) {
      const figures = figuresOf?.(run);
      findings.push({
        ...{ from: first.at, until: last.at + 1, count: run.length },
        ...(figures === undefined ? {} : { figures }),
      });
    }
    run = [];
  };
  for (const [index, sample] of samples.entries())
    if (isDoubted(sample, index)) run.push(sample);
    else close();
  close();
  return findings;
};

/** Whether an instant lies in a finding. */
export const covers = ({ from, until }: Finding, at: number): boolean => at >= from && at < until;
