import type { Source, Words } from "../indices/table.ts";
import { cleaned } from "../indices/table.ts";

/** One thing that is known of an hour at a station. */
export interface Evidence {
  /** In the quantity's unit. */
  readonly value: number;
  /** One standard deviation of it as a value at this station. */
  readonly uncertainty: number;
}

/** The stations around: their median, and how far they differ among themselves. */
export interface Around {
  readonly median: number;
  /** Robust standard deviation. */
  readonly deviation: number;
  readonly stations: number;
}

const parameters = {
  /** Stations outdoors within this many metres of snapped points; that many at least, and at most. */
  reachM: 5000,
  leastStations: 3,
  mostStations: 12,
  /** The nearest declared reference within this many metres. */
  referenceReachM: 10_000,
  /** No two places agree better: the larger of this many units and this part of the value. Ours. */
  placesLeast: 2,
  placesRelative: 0.15,
  /** Of a reference's hour, one standard deviation: half of the 25 % that the directive allows with k = 2. */
  referenceRelative: 0.125,
} as const;

export const consolidation = {
  name: "consolidated",
  version: 1,
  title: {
    fr: "moyenne pondérée de la station, de ses voisines et d'une référence",
    en: "weighted mean of the station, of those around it, and of a reference",
  } satisfies Words,
  parameters,
  sources: [
    {
      title:
        "JCGM 100:2008 (GUM), 5.1.2: variances of independent inputs; weights are their inverses",
      url: "https://www.bipm.org/en/committees/jc/jcgm/publications",
    },
    {
      title:
        "Directive 2008/50/EC, annex I: 25 % uncertainty of fixed measurements of PM10 and PM2.5",
      url: "https://eur-lex.europa.eu/eli/dir/2008/50/oj",
    },
  ] satisfies Source[],
} as const;

export const consolidatedVariant = `${consolidation.name}@${consolidation.version}` as const;
/** Of any version. */
export const isConsolidated = (variant: string): boolean =>
  variant.startsWith(`${consolidation.name}@`);

const placesDiffer = (value: number): number =>
  Math.max(parameters.placesLeast, parameters.placesRelative * Math.abs(value));

/** The median of those around as a value at this place: the median of n is known to π/2 · σ²/n. */
export const evidenceOfAround = ({ median, deviation, stations }: Around): Evidence => ({
  value: median,
  uncertainty: cleaned(
    Math.max(placesDiffer(median), deviation * Math.sqrt(1 + Math.PI / 2 / stations)),
  ),
});

/** A reference that stands elsewhere as a value at this place. */
export const evidenceOfReference = (value: number): Evidence => ({
  value,
  uncertainty: cleaned(
    Math.hypot(parameters.referenceRelative * Math.abs(value), placesDiffer(value)),
  ),
});

export interface Consolidated extends Evidence {
  /** The share that each has, in the order of what was given; their sum is 1. */
  readonly shares: readonly number[];
}

/** Their mean, each weighed by the inverse of its variance; undefined of fewer than two. */
export const consolidate = (evidence: readonly Evidence[]): Consolidated | undefined => {
  if (evidence.length < 2) return undefined;
  const weights = evidence.map(({ uncertainty }) => 1 / uncertainty ** 2);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const shares = weights.map((weight) => weight / total);
  return {
    value: evidence.reduce((sum, { value }, index) => sum + value * (shares[index] ?? 0), 0),
    uncertainty: Math.sqrt(1 / total),
    shares,
  };
};
