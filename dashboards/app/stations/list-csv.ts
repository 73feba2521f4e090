import type { QuantityName } from "@datacityzen/hardware/quantities";
import type { StationList } from "../api/answers.ts";

type Listed = StationList["stations"][number];

/** What a coordinator compares in a spreadsheet; all others stand in the data of each station. */
const values: readonly QuantityName[] = ["pm2_5", "pm10", "laeq", "temperature", "humidity"];

/** Names for programs, the same in every language: files of two readers can be joined. */
export const columns = [
  ...["station", "state", "since", "out_of_service", "last_measured", "last_heard", "first_seen"],
  ...["kit", "gateway", "origin", "territory", "exposure", "lat", "lon", "things_to_check"],
  ...values,
] as const;

/** A spreadsheet takes what begins so for a formula: an apostrophe makes it a text. */
const FORMULA = /^[=+\-@\t\r](?!\d+(?:\.\d+)?$)/;

const cell = (value: string | number | undefined): string => {
  const text = typeof value === "string" && FORMULA.test(value) ? `'${value}` : `${value ?? ""}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

export const csvLine = (cells: readonly (string | number | undefined)[]): string =>
  `${cells.map(cell).join(",")}\r\n`;

/** One station. A value is its newest one, however old: `last_measured` says when. */
export const csvOf = (station: Listed, thingsToCheck: number): string => {
  const { place, via, outOfService, latest } = station;
  const newest = (quantity: QuantityName) =>
    latest
      .filter((one) => one.quantity === quantity)
      .toSorted((one, other) => (one.at < other.at ? 1 : -1))[0]?.value;
  return csvLine([
    ...[station.id, station.state, station.stateAt, outOfService?.reason, station.lastSeen],
    ...[station.heardAt, station.firstSeen, station.kit, via?.gateway, station.origins.join(" ")],
    ...[place?.territory, place?.exposure, place?.lat, place?.lon, thingsToCheck],
    ...values.map(newest),
  ]);
};
