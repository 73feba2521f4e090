import { meanOf, roundedTo } from "@datacityzen/hardware/averaging/summary";
import { addValue, emptySums, type Sums } from "@datacityzen/hardware/averaging/sums";
import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";

/** Fewer homes would say something of one of them. */
export const LEAST_HOMES = 3;

/** How long a day is waited for after its end: what comes later is not in its mean. */
export const GRACE_MS = 6 * 3_600_000;

/** What a station measured in a day. */
export interface StationDay {
  /** Whose home it is. */
  readonly host: string;
  /** The same for two stations at one address, whoever their hosts are. */
  readonly spot: string;
  readonly sums: Sums;
}

/** Stations of one host, or at one address, are one home, also by a chain of these. */
const homesOf = (stations: readonly StationDay[]): readonly (readonly StationDay[])[] => {
  let homes: StationDay[][] = [];
  for (const station of stations) {
    const isSame = ({ host, spot }: StationDay) => host === station.host || spot === station.spot;
    const joined = homes.filter((home) => home.some(isSame));
    homes = [...homes.filter((home) => !joined.includes(home)), [...joined.flat(), station]];
  }
  return homes;
};

const meanOfValues = (values: readonly number[], quantity: QuantityName): number | undefined => {
  const { averaging } = quantities[quantity];
  return meanOf(
    values.reduce((sums, value) => addValue(sums, averaging, value, 0), emptySums),
    averaging,
  );
};

/**
 * The mean of a day over homes that count alike, however often their stations measure; undefined with fewer
 * than three. No extremes: they would be those of one home.
 */
export const meanOfHomes = (
  stations: readonly StationDay[],
  quantity: QuantityName,
): { readonly homes: number; readonly mean: number } | undefined => {
  const { averaging } = quantities[quantity];
  const means = homesOf(stations).flatMap((home) => {
    const ofStations = home.flatMap(({ sums }) => meanOf(sums, averaging) ?? []);
    return meanOfValues(ofStations, quantity) ?? [];
  });
  if (means.length < LEAST_HOMES) return undefined;
  const mean = meanOfValues(means, quantity);
  return mean === undefined
    ? undefined
    : { homes: means.length, mean: roundedTo(mean, quantity, 1) };
};

/** A day of the calendar in a zone, of 23, 24 or 25 hours. */
export const rangeOfDay = (day: string, zone: string) => {
  const date = Temporal.PlainDate.from(day);
  const startOf = (each: Temporal.PlainDate) =>
    each.toZonedDateTime({ timeZone: zone }).epochMilliseconds;
  return { from: startOf(date), until: startOf(date.add({ days: 1 })) };
};

export const dayAfter = (day: string): string =>
  Temporal.PlainDate.from(day).add({ days: 1 }).toString();

/** The day before the one of an instant. */
export const dayBefore = (at: number, zone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(zone)
    .toPlainDate()
    .subtract({ days: 1 })
    .toString();
