import { StationId } from "@datacityzen/hardware/identifiers";
import { quantities } from "@datacityzen/hardware/quantities";
import * as z from "zod";
import { may } from "../access/may.ts";
import { accountOf } from "../access/principal.ts";
import type { Api, Asking } from "../api/api.ts";
import { pageOf } from "../api/page-of-list.ts";
import { Problem, refusals } from "../api/problems.ts";
import { PastInstant } from "../api/times.ts";
import type { ModuleContext } from "../module.ts";
import { stationResource } from "../places/station-resource.ts";
import {
  answerOf,
  Calibration,
  Fitted,
  fitAnswer,
  Given,
  WithPairs,
} from "./calibration-answer.ts";
import {
  changeCalibration,
  countCalibrations,
  endActive,
  insertCalibration,
  listCalibrations,
  readCalibration,
  stationsWithCalibrations,
} from "./calibration-queries.ts";
import { calibrationStates, LONGEST_NOTE, MOST_CALIBRATIONS } from "./calibrations/calibration.ts";
import { demandStation } from "./demand-station.ts";
import { fitProposed } from "./fit-proposed.ts";
import { qualityProblems } from "./problems.ts";
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
  const { records, knownStations, calibrations, territories } = context;
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
      // Before they are counted: neither a short page nor its cursor tells of one that is not seen.
      const stations = (
        station === undefined ? await stationsWithCalibrations(db) : [station]
      ).filter((name) => sees(request, name));
      const rows = await listCalibrations(db, {
        ...{ stations, before: cursor, limit: MOST + 1 },
        states: state === undefined ? undefined : [state],
      });
      const { page, ...next } = pageOf(rows, MOST);
      const account = accountOf(request.principal);
      return { calibrations: page.map((row) => answerOf(row, account)), ...next };
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
      const { station, sensor, quantity, kind, note } = request.body;
      const resource = demandStation(request, { knownStations, territories }, station);
      const { of, name, fit, valid, pairs } = await fitProposed(context, request, reply);
      const [low, high] = valid;
      const added = await db.transaction(async (tx) => {
        if ((await countCalibrations(tx, station)) >= MOST_CALIBRATIONS)
          throw new Problem(
            qualityProblems.calibrations_full,
            `The station "${station}" has ${MOST_CALIBRATIONS} calibrations, which is the most.`,
          );
        const row = await insertCalibration(tx, {
          ...{ station, sensor, quantity, kind, of, reference: name, fit, low, high },
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

  api.post(
    "/api/v1/quality/calibrations/fit",
    {
      config: { access: "quality.calibrate", resource: "handler" },
      schema: {
        summary: "The line that would be proposed, with its statistics: nothing is kept",
        body: Given,
        response: { 200: Fitted, ...refusals },
      },
    },
    async (request, reply) => {
      demandStation(request, { knownStations, territories }, request.body.station);
      const { of, name, fit, valid, pairs } = await fitProposed(context, request, reply);
      return {
        ...{ unit: quantities[request.body.quantity].unit, of, reference: name },
        ...{ fit: fitAnswer(fit), valid: { low: valid[0], high: valid[1] } },
        pairs: pairs.map(({ at, ...pair }) => ({ at: new Date(at).toISOString(), ...pair })),
      };
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
