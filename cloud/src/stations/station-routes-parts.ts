import * as z from "zod";
import type { ModuleContext } from "../module.ts";
import type { createHeardReadings } from "./heard.ts";
import type { DescribeStation } from "./station-answer.ts";

/** What the routes of stations are given. */
export interface StationRoutesParts
  extends Pick<
    ModuleContext,
    | "stations"
    | "knownStations"
    | "devices"
    | "series"
    | "records"
    | "territories"
    | "people"
    | "now"
  > {
  readonly heardReadings: ReturnType<typeof createHeardReadings>;
  readonly describe: DescribeStation;
}

/** For routes that ask `demandView`. */
export const ofStation = { access: "station.read", resource: "handler" } as const;

export const params = z.object({ id: z.string() });
