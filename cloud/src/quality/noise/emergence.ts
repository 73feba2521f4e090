/** By day from 7 to 22, by night from 22 to 7: not the periods of Lden. */
export type EmergencePeriod = "day" | "night";

/**
 * Limits of what a neighbour's noise may add to the noise that is there without it: code de la santé
 * publique, R1336-6 and R1336-7, in the version of 10 August 2017 (décret 2017-1244).
 */
export const emergenceRules = {
  source:
    "Code de la santé publique, articles R1336-6 and R1336-7 (décret n° 2017-1244 du 7 août 2017)",
  since: "2017-08-10",
  /** Local hours. */
  starts: { day: 7, night: 22 },
  /** dB(A). */
  limits: { day: 5, night: 3 },
  /** dB(A) more where the noise was there for no longer than so many minutes of the period. */
  corrections: [
    { upToMinutes: 1, more: 6 },
    { upToMinutes: 5, more: 5 },
    { upToMinutes: 20, more: 4 },
    { upToMinutes: 120, more: 3 },
    { upToMinutes: 240, more: 2 },
    { upToMinutes: 480, more: 1 },
  ],
  /** Below so much ambient noise, the noise in question included, emergence is not looked for. */
  lowestAmbient: { indoors: 25, elsewhere: 30 },
} as const;

export const emergencePeriodAt = (localHour: number): EmergencePeriod =>
  localHour >= emergenceRules.starts.day && localHour < emergenceRules.starts.night
    ? "day"
    : "night";

/** What is added to the limit for a noise that was there for so long in all, in its period. */
export const correctionFor = (durationMs: number): number =>
  emergenceRules.corrections.find(({ upToMinutes }) => durationMs <= upToMinutes * 60_000)?.more ??
  0;

export interface Emergence {
  /** Ambient level less residual level, dB(A). */
  readonly emergence: number;
  readonly limit: number;
  readonly correction: number;
  readonly exceeds: boolean;
  /** False where the place is so quiet that the law does not look for emergence. */
  readonly applies: boolean;
}

/**
 * `ambient`: LAeq with the noise in question, over the time that it lasts; `residual`: LAeq without it.
 * `indoors`: in a main room, with windows open or shut; elsewhere a higher level must be passed first.
 */
export const emergenceOf = ({
  ambient,
  residual,
  period,
  durationMs,
  indoors = false,
}: {
  readonly ambient: number;
  readonly residual: number;
  readonly period: EmergencePeriod;
  readonly durationMs: number;
  readonly indoors?: boolean;
}): Emergence => {
  const emergence = ambient - residual;
  const correction = correctionFor(durationMs);
  const limit = emergenceRules.limits[period] + correction;
  const { lowestAmbient } = emergenceRules;
  const applies = ambient > (indoors ? lowestAmbient.indoors : lowestAmbient.elsewhere);
  return { emergence, limit, correction, applies, exceeds: applies && emergence > limit };
};
