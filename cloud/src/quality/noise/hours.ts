/** The three parts of a day that the directive on environmental noise weighs. */
export const noisePeriods = ["day", "evening", "night"] as const;
export type NoisePeriod = (typeof noisePeriods)[number];

export interface NoiseHours {
  /** Local hour at which each period starts; it ends where the next one starts. */
  readonly starts: { readonly [period in NoisePeriod]: number };
  /** In force since this day. */
  readonly since: string;
  readonly source: string;
}

export const noiseHours = {
  fr: {
    starts: { day: 6, evening: 18, night: 22 },
    since: "2006-04-04",
    source:
      "Arrêté du 4 avril 2006 relatif à l'établissement des cartes de bruit et des plans de prévention du bruit dans l'environnement",
  },
  eu: {
    starts: { day: 7, evening: 19, night: 23 },
    since: "2002-07-18",
    source: "Directive 2002/49/EC, Annex I.1: the values that hold where a state chose no others",
  },
} as const satisfies Record<string, NoiseHours>;

export type NoiseHoursKey = keyof typeof noiseHours;

/**
 * Hours of each period as the table has them: 12, 4 and 8. They weigh in Lden; on the two days of a
 * year on which a night has 7 or 9 hours too, because the directive's formula has fixed ones.
 */
export const lengthsOf = ({
  starts,
}: NoiseHours): { readonly [period in NoisePeriod]: number } => ({
  day: starts.evening - starts.day,
  evening: starts.night - starts.evening,
  night: 24 - starts.night + starts.day,
});

/** A stretch of one local day: `from` is included, `until` is not. */
export interface Stretch {
  readonly period: NoisePeriod;
  readonly from: number;
  readonly until: number;
}

export interface NoiseDay {
  readonly date: string;
  readonly from: number;
  readonly until: number;
  /** In order of time; the night is there twice, before the day and after the evening. */
  readonly stretches: readonly Stretch[];
}

/**
 * The local day that holds an instant. Its night is its own first and last hours: the directive knows
 * nights of a whole year only, and a calendar day is what everybody can look up.
 */
export const noiseDayAt = (at: number, zone: string, { starts }: NoiseHours): NoiseDay => {
  const date = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate();
  const startOf = (day: Temporal.PlainDate): number =>
    day.toZonedDateTime({ timeZone: zone }).epochMilliseconds;
  const atHour = (hour: number): number =>
    date.toZonedDateTime({ timeZone: zone, plainTime: { hour } }).epochMilliseconds;
  const from = startOf(date);
  const until = startOf(date.add({ days: 1 }));
  const [day, evening, night] = [starts.day, starts.evening, starts.night].map(atHour) as [
    number,
    number,
    number,
  ];
  return {
    date: date.toString(),
    from,
    until,
    stretches: [
      { period: "night", from, until: day },
      { period: "day", from: day, until: evening },
      { period: "evening", from: evening, until: night },
      { period: "night", from: night, until },
    ],
  };
};
