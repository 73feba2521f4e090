import type { Row, ShownRow } from "./rows.ts";

export const row = (station: string, lat: number, lon: number, more: Partial<Row> = {}): Row => ({
  ...{ station, name: station, point: { lat, lon }, territory: undefined, environment: null },
  ...{ origin: "measured", state: "online", sure: "good", seenAs: "" },
  air: { value: null, mean: null },
  figures: new Map(),
  ...more,
});

export const shown = (one: Row, level: number | null, value: number | null = null): ShownRow => ({
  row: one,
  figure: { value, level },
});
