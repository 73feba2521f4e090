import type * as z from "zod";
import { atmo, eaqi } from "../quality/indices/classes.ts";
import { newestOf } from "../quality/indices/table.ts";
import { airAdvice } from "./advice.ts";
import type { TablesAnswer } from "./answer.ts";

const said = ({ name, version, sources }: typeof atmo) => ({
  name,
  version,
  sources: [...sources],
});

export const tablesInForce: z.infer<typeof TablesAnswer> = {
  atmo: {
    ...said(atmo),
    levels: atmo.bands.map(({ rank, name }) => ({ level: rank, name })),
    bounds: Object.fromEntries(
      Object.entries(atmo.bounds).map(([pollutant, bounds]) => [pollutant, [...bounds]]),
    ),
  },
  eaqi2024: said(newestOf(eaqi)),
  advice: {
    ...{ asOf: airAdvice.asOf, source: airAdvice.source, note: airAdvice.note },
    levels: [...airAdvice.levels],
  },
};
