import type { z } from "zod";
import { hiddenIn } from "../access/station-view.ts";
import type { Answering, Asking } from "../api/api.ts";
import { Problem } from "../api/problems.ts";
import type { ModuleContext } from "../module.ts";
import { demandView, stationUnknown } from "../places/demand-view.ts";
import { placeProblems } from "../places/problems.ts";
import { answered } from "../series/answers.ts";
import type { Variant } from "../series/store.ts";
import { modelsOf } from "../stations/station.ts";
import { type Given, sentenceOf } from "./calibration-answer.ts";
import { baseFor } from "./calibrations/calibration.ts";
import { type CalibrationFit, fitCalibration, validRange } from "./calibrations/fit.ts";
import { type ComparedWith, measurePairs } from "./calibrations/measure.ts";
import type { Pair } from "./calibrations/pairs.ts";
import { HOUR_MS } from "./durations.ts";
import { networkAround } from "./network-around.ts";
import { qualityProblems } from "./problems.ts";
import { findRecipe } from "./recipes.ts";
import { recipesInForce } from "./recipes-in-force.ts";

/** A line as it would be proposed. */
export interface FittedLine {
  readonly of: Variant;
  /** What it was compared with, in words. */
  readonly name: string;
  readonly fit: CalibrationFit;
  readonly valid: readonly [low: number, high: number];
  readonly pairs: readonly Pair[];
}

/** Fits the line that somebody asks for. Throws the `Problem` that says why there is none. */
export const fitProposed = async (
  context: Pick<ModuleContext, "series" | "stations" | "knownStations" | "calibrations">,
  request: Asking & { readonly body: z.infer<typeof Given> },
  reply: Answering,
): Promise<FittedLine> => {
  const { series, stations, knownStations, calibrations } = context;
  const { station, sensor, quantity, reference } = request.body;
  const range = { from: Date.parse(request.body.from), until: Date.parse(request.body.until) };
  const record = await stations.find(station);
  const model = modelsOf(record)(sensor, range.until - 1);
  const of = (request.body.of ?? baseFor(model, quantity)) as Variant;
  if (of !== "raw" && findRecipe(of)?.corrects.includes(quantity) !== true)
    throw new Problem(
      qualityProblems.calibration_recipe,
      `"${of}" is no recipe that makes ${quantity}: /api/v1/quality/recipes lists them.`,
    );
  const comparable = async (name: string) => {
    const found = await stations.find(name);
    return {
      ...{ station: name, record: found },
      recipesAt: recipesInForce(found, calibrations.of(name)),
    };
  };
  const compared = async (): Promise<ComparedWith> => {
    if (reference === undefined)
      return {
        kind: "stations",
        with: await Promise.all(networkAround(context, station).map(comparable)),
      };
    if ("values" in reference)
      return {
        kind: "values",
        values: reference.values.map(({ at, value }) => ({
          at: Math.floor(Date.parse(at) / HOUR_MS) * HOUR_MS,
          value,
        })),
      };
    const view = demandView(knownStations, request, reply, reference.station);
    if ((await stations.find(reference.station)) === undefined)
      throw stationUnknown(reference.station);
    if (hiddenIn(view, range) !== undefined)
      throw new Problem(
        placeProblems.range_hidden,
        "What the reference measured then is shown to nobody else than the host of then.",
      );
    return {
      ...{ kind: "station", sensor: reference.sensor },
      with: await comparable(reference.station),
    };
  };
  const pairs = await answered(
    measurePairs(series, { station, record, sensor, quantity, of, ...range }, await compared()),
  );
  const found = fitCalibration(pairs);
  if (!found.ok) throw new Problem(qualityProblems.calibration_no_line, sentenceOf(found.fault));
  const name =
    reference === undefined
      ? "median of the stations within 5 km"
      : ((reference.name ?? ("station" in reference ? reference.station : "")) as string);
  return { of, name, pairs, fit: found.fit, valid: validRange(quantity, found.fit) };
};
