import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { writeSealedFile } from "../cloud/src/series/sealed/sealed-file.ts";
import type { SensorPoints } from "../cloud/src/series/sealed/sensor-rows.ts";
import {
  DAY,
  HOUR,
  MINUTE,
  SERIES_QUANTITIES,
  type SeriesSize,
  seriesData,
  stationName,
  T0,
} from "./series-data.ts";

/** What `seriesBench` asks for. */
export interface ArchivePlan extends SeriesSize {
  readonly folder: string;
}

// Writes the bench's points as the Parquet files of sealed days, as another machine would hand them over.

const { folder, stations, days } = JSON.parse(process.argv[2] ?? "") as ArchivePlan;

/** As the sealed days of the cloud have: 600 000 points. */
const STATIONS_OF_A_FILE = Math.floor(600_000 / SERIES_QUANTITIES.length / (DAY / MINUTE));

const emptyDay = (start: number, station: number): SensorPoints => {
  const rows = DAY / MINUTE;
  const at = Float64Array.from({ length: rows }, (_, minute) => start + minute * MINUTE);
  const received = at.map((instant) => Math.floor(instant / HOUR) * HOUR + HOUR);
  const flags = new Int32Array(rows);
  return {
    number: 1 + station,
    station: stationName(station),
    ...{ sensor: "bench", origin: "measured", variant: "raw" },
    series: SERIES_QUANTITIES.map((quantity) => ({
      ...{ quantity, at, received, flags },
      value: new Float64Array(rows),
    })),
  };
};

const writeDay = async (start: number, sensors: readonly SensorPoints[]): Promise<void> => {
  const date = new Date(start).toISOString().slice(0, 10);
  const about = { day: start / DAY, visibility: "restricted", sealing: "bench" } as const;
  for (let first = 0; first < sensors.length; first += STATIONS_OF_A_FILE)
    await writeSealedFile(
      join(folder, `${date}-restricted-${1 + first}-bench.parquet`),
      about,
      sensors.slice(first, first + STATIONS_OF_A_FILE),
      async () => undefined,
    );
};

await mkdir(folder, { recursive: true });
let start = T0;
const newDay = () => Array.from({ length: stations }, (_, station) => emptyDay(start, station));
let day = newDay();
for (const { station, at, values } of seriesData({ stations, days })) {
  if (at >= start + DAY) {
    await writeDay(start, day);
    start += DAY;
    day = newDay();
  }
  const { series } = day[station] as SensorPoints;
  for (const [minute, ofMinute] of values.entries())
    for (const [kind, value] of ofMinute.entries())
      (series[kind] as (typeof series)[number]).value[(at - start) / MINUTE + minute] = value;
}
await writeDay(start, day);
