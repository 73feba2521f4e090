import { StationId } from "@datacityzen/hardware/identifiers";
import * as z from "zod";
import { may } from "../access/may.ts";
import { accountOf } from "../access/principal.ts";
import { hiddenIn } from "../access/station-view.ts";
import type { Api, Asking } from "../api/api.ts";
import { Problem, refusals } from "../api/problems.ts";
import { PastInstant } from "../api/times.ts";
import type { ModuleContext } from "../module.ts";
import { demandView } from "../places/demand-view.ts";
import { placeProblems } from "../places/problems.ts";
import { stationResource } from "../places/station-resource.ts";
import { answered } from "../series/answers.ts";
import type { Variant } from "../series/store.ts";
import { answerOf, Calibration, Given, sentenceOf, WithPairs } from "./calibration-answer.ts";
import {
  changeCalibration,
  countCalibrations,
  endActive,
  insertCalibration,
  listCalibrations,
  readCalibration,
} from "./calibration-queries.ts";
import {
  baseFor,
  calibrationStates,
  LONGEST_NOTE,
  MOST_CALIBRATIONS,
} from "./calibrations/calibration.ts";
import { fitCalibration, validRange } from "./calibrations/fit.ts";
import { type ComparedWith, measurePairs } from "./calibrations/measure.ts";
import { demandStation } from "./demand-station.ts";
import { HOUR_MS } from "./durations.ts";
import { networkAround } from "./network-around.ts";
import { qualityProblems } from "./problems.ts";
import { findRecipe } from "./recipes.ts";
import { recipesInForce } from "./recipes-in-force.ts";
import type { Recomputing } from "./recompute.ts";
import type { QualityCalibration } from "./tables.ts";

const MOST = 100;

export const calibrationRoutes = (
  api: Api,
  context: Pick<
    ModuleContext,
    | "records"
    | "series"
    | "stations"
    | "knownStations"
    | "calibrations"
    | "territories"
    | "audit"
    | "events"
    | "now"
  > & { readonly recomputing: Recomputing },
): void => {
  const { records, series, stations, knownStations, calibrations, territories } = context;
  const { audit, events, now, recomputing } = context;
  const { db } = records;
  const resourceOf = (station: string) => stationResource(knownStations.find(station), territories);
  const idParameter = z.object({ id: z.uuid() });
  const unknown = (id: string) =>
    new Problem(qualityProblems.calibration_unknown, `No calibration has the number ${id}.`);

  /** Nobody who does not see a station learns that it has calibrations. */
  const sees = (request: Asking, station: string): boolean =>
    knownStations.viewOf(request.principal, station).isSeen ||
    may(request.principal, "quality.review", resourceOf(station));

  const demandRow = async (request: Asking, id: string): Promise<QualityCalibration> => {
    const row = await readCalibration(db, id);
    if (row === undefined) {
      request.allows({});
      throw unknown(id);
    }
    const resource = resourceOf(row.station);
    if (!request.allows(resource)) {
      if (!sees(request, row.station)) throw unknown(id);
      request.demand(resource);
    }
    return row;
  };

  const comparable = async (station: string) => {
    const record = await stations.find(station);
    return {
      ...{ station, record },
      recipesAt: recipesInForce(record, calibrations.of(station)),
    };
  };

  api.get(
    "/api/v1/quality/calibrations",
    {
      config: { access: "measurements.read" },
      schema: {
        summary: "Calibrations of sensors, the newest first, with their statistics",
        description: "Of the stations that whoever asks sees, or whose calibrations they review.",
        querystring: z.object({
          station: StationId.optional(),
          state: z.enum(calibrationStates).optional(),
          cursor: z.uuid().optional().describe("`next` of the page before"),
        }),
        response: {
          200: z.object({ calibrations: z.array(Calibration), next: z.uuid().optional() }),
          ...refusals,
        },
      },
    },
    async (request, reply) => {
      const { station, state, cursor } = request.query;
      if (request.principal.kind !== "nobody") reply.header("cache-control", "private, no-store");
      const rows = await listCalibrations(db, {
        ...{ station, before: cursor, limit: MOST + 1 },
        states: state === undefined ? undefined : [state],
      });
      const page = rows.slice(0, MOST);
      const account = accountOf(request.principal);
      return {
        calibrations: page
          .filter((row) => sees(request, row.station))
          .map((row) => answerOf(row, account)),
        ...(rows.length > MOST ? { next: page.at(-1)?.id } : {}),
      };
    },
  );

  api.get(
    "/api/v1/quality/calibrations/:id",
    {
      config: { access: "measurements.read" },
      schema: {
        summary: "One, with the hours that it was fitted on",
        params: idParameter,
        response: { 200: WithPairs, ...refusals },
      },
    },
    async (request, reply) => {
      if (request.principal.kind !== "nobody") reply.header("cache-control", "private, no-store");
      const row = await readCalibration(db, request.params.id);
      if (row === undefined || !sees(request, row.station)) throw unknown(request.params.id);
      return {
        ...answerOf(row, accountOf(request.principal)),
        pairs: row.pairs.map(([at, sensor, reference]) => ({
          ...{ at: new Date(at).toISOString(), sensor, reference },
        })),
      };
    },
  );

  api.post(
    "/api/v1/quality/calibrations",
    {
      config: { access: "quality.calibrate", resource: "handler" },
      schema: {
        summary: "Propose a line for a sensor: beside a reference, or by the stations around",
        description:
          "The line is fitted here, on whole hours that both have. Nothing changes before somebody else has reviewed it and it is put in force.",
        body: Given,
        response: { 201: Calibration, ...refusals },
      },
    },
    async (request, reply) => {
      const { station, sensor, quantity, kind, reference, note } = request.body;
      const resource = demandStation(request, { knownStations, territories }, station);
      const range = { from: Date.parse(request.body.from), until: Date.parse(request.body.until) };
      const record = await stations.find(station);
      const model = record?.hello?.sensors.find(({ id }) => id === sensor)?.model;
      const of = (request.body.of ?? baseFor(model, quantity)) as Variant;
      if (of !== "raw" && findRecipe(of)?.corrects.includes(quantity) !== true)
        throw new Problem(
          qualityProblems.calibration_recipe,
          `"${of}" is no recipe that makes ${quantity}: /api/v1/quality/recipes lists them.`,
        );
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
      if (!found.ok)
        throw new Problem(qualityProblems.calibration_no_line, sentenceOf(found.fault));
      const [low, high] = validRange(quantity, found.fit);
      const name =
        reference === undefined
          ? "median of the stations within 5 km"
          : ((reference.name ?? ("station" in reference ? reference.station : "")) as string);
      const added = await db.transaction(async (tx) => {
        if ((await countCalibrations(tx, station)) >= MOST_CALIBRATIONS)
          throw new Problem(
            qualityProblems.calibrations_full,
            `The station "${station}" has ${MOST_CALIBRATIONS} calibrations, which is the most.`,
          );
        const row = await insertCalibration(tx, {
          ...{ station, sensor, quantity, kind, of, reference: name, fit: found.fit, low, high },
          pairs: pairs.map((pair) => [pair.at, pair.sensor, pair.reference] as const),
          ...{ note: note ?? null, proposed: new Date(now()) },
          proposer: accountOf(request.principal) ?? null,
        });
        await audit.write(tx, {
          ...{ actor: request.principal, action: "quality.calibrate", thing: resource.thing },
          after: { calibration: row.id, station, sensor, quantity, kind, of },
        });
        return row;
      });
      return reply.code(201).send(answerOf(added, accountOf(request.principal)));
    },
  );

  const wrongState = ({ id, state }: QualityCalibration) =>
    new Problem(qualityProblems.calibration_state, `The calibration ${id} is ${state}.`);

  api.post(
    "/api/v1/quality/calibrations/:id/review",
    {
      config: { access: "quality.review", resource: "handler" },
      schema: {
        summary: "Say whether a proposed line may be put in force: somebody else than who proposed",
        params: idParameter,
        body: z.strictObject({
          verdict: z.enum(["accepted", "refused"]),
          note: z.string().trim().min(1).max(LONGEST_NOTE).optional(),
        }),
        response: { 200: Calibration, ...refusals },
      },
    },
    async (request) => {
      const row = await demandRow(request, request.params.id);
      const account = accountOf(request.principal);
      if (account !== undefined && account === row.proposer)
        throw new Problem(
          qualityProblems.calibration_own,
          "Whoever proposed a calibration does not review it.",
        );
      const state = request.body.verdict === "accepted" ? "reviewed" : "refused";
      const changed = await db.transaction(async (tx) => {
        const after = await changeCalibration(tx, row.id, "proposed", {
          ...{ state, reviewer: account ?? null, reviewed: new Date(now()) },
          review: request.body.note ?? null,
        });
        if (after === undefined) throw wrongState(row);
        await audit.write(tx, {
          ...{ actor: request.principal, action: "quality.review" },
          thing: resourceOf(row.station).thing,
          after: { calibration: row.id, station: row.station, state },
        });
        return after;
      });
      return answerOf(changed, account);
    },
  );

  /** Who reads values again looks at what is in force. */
  const tell = async (station: string, from: number): Promise<void> => {
    await calibrations.refresh(station);
    events.publish("quality.recomputed", { station, from });
  };

  api.post(
    "/api/v1/quality/calibrations/:id/activate",
    {
      config: { access: "quality.review", resource: "handler" },
      schema: {
        summary: "Put a reviewed line in force, from now or from an earlier instant on",
        description:
          "It ends the one that was in force for the same quantity of the sensor. Values from `since` on are made again in the background.",
        params: idParameter,
        body: z.strictObject({ since: PastInstant.optional() }),
        response: { 200: Calibration.extend({ job: z.uuid().optional() }), ...refusals },
      },
    },
    async (request) => {
      const row = await demandRow(request, request.params.id);
      const at = now();
      const since = Math.min(at, Date.parse(request.body.since ?? new Date(at).toISOString()));
      const { changed, job } = await db.transaction(async (tx) => {
        await endActive(tx, row, new Date(since));
        const after = await changeCalibration(tx, row.id, "reviewed", {
          ...{ state: "active", since: new Date(since), until: null },
        });
        if (after === undefined) throw wrongState(row);
        const started =
          since < at
            ? await recomputing.start(tx, { station: row.station, from: since, until: at })
            : undefined;
        await audit.write(tx, {
          ...{ actor: request.principal, action: "quality.activate" },
          thing: resourceOf(row.station).thing,
          after: {
            ...{ calibration: row.id, station: row.station },
            since: new Date(since).toISOString(),
          },
        });
        return { changed: after, job: started };
      });
      await tell(row.station, since);
      return {
        ...answerOf(changed, accountOf(request.principal)),
        ...(job === undefined ? {} : { job }),
      };
    },
  );

  api.post(
    "/api/v1/quality/calibrations/:id/end",
    {
      config: { access: "quality.review", resource: "handler" },
      schema: {
        summary: "End a line that is in force: its model's recipe counts again from now on",
        params: idParameter,
        response: { 200: Calibration, ...refusals },
      },
    },
    async (request) => {
      const row = await demandRow(request, request.params.id);
      const until = new Date(now());
      const changed = await db.transaction(async (tx) => {
        const after = await changeCalibration(tx, row.id, "active", { state: "ended", until });
        if (after === undefined) throw wrongState(row);
        await audit.write(tx, {
          ...{ actor: request.principal, action: "quality.end" },
          thing: resourceOf(row.station).thing,
          after: { calibration: row.id, station: row.station, until: until.toISOString() },
        });
        return after;
      });
      await tell(row.station, until.getTime());
      return answerOf(changed, accountOf(request.principal));
    },
  );
};
