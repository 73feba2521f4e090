import { SensorId } from "@datacityzen/hardware/identifiers";
import * as z from "zod";
import { isSeenAt } from "../access/station-view.ts";
import type { Api } from "../api/api.ts";
import { Nothing } from "../api/nothing.ts";
import { Problem, refusals } from "../api/problems.ts";
import { PastInstant } from "../api/times.ts";
import type { ModuleContext } from "../module.ts";
import { actorOf } from "../people/own-account.ts";
import { demandView, stationUnknown } from "../places/demand-view.ts";
import { demandStation } from "./hosted-station.ts";
import { hostingProblems } from "./problems.ts";
import { findStation } from "./queries.ts";
import {
  countReplacements,
  insertReplacement,
  removeReplacement,
  replacementsOf,
} from "./sensor-queries.ts";
import { replacementReasons } from "./states.ts";
import type { SensorReplacementRow } from "./tables.ts";

const Replacement = z
  .object({
    id: z.uuid(),
    sensor: SensorId,
    at: z.iso.datetime(),
    reason: z.enum(replacementReasons).meta({
      description:
        "`broken`: it failed; `worn`: its time was over; `better`: another model; `other`",
    }),
    successor: SensorId.optional().meta({
      description: "The name of the new one, where it has another",
    }),
  })
  .meta({ id: "SensorReplacement" });

const Of = z.object({ id: z.string().max(64) });

/** A sensor is replaced each year or so; a station has a few dozen. */
const MOST = 500;
/** Clocks of two machines differ by less. */
const AHEAD_MS = 60_000;

const shown = ({ id, sensor, at, reason, successor }: SensorReplacementRow) => ({
  ...{ id, sensor, reason, at: at.toISOString() },
  ...(successor === null ? {} : { successor }),
});

/** Sensors of a station that were replaced by others: their series go on, or end and begin anew. */
export const sensorRoutes = (
  api: Api,
  { records, stations, series, knownStations, calibrations, audit, events, now }: ModuleContext,
): void => {
  const { db } = records;

  /** A line of calibration is of one device: from a replacement on it holds no more. */
  const tellReplaced = async (name: string, at: Date): Promise<void> => {
    if (calibrations.of(name).length === 0) return;
    await calibrations.refresh(name);
    events.publish("quality.recomputed", { station: name, from: at.getTime() });
  };

  /** The sensors of which the station has told, or that have measured. */
  const sensorsOf = async (name: string): Promise<ReadonlySet<string>> => {
    const record = await stations.find(name);
    const latest = (await series.latest([name])).get(name) ?? [];
    return new Set([...Object.keys(record?.cadences ?? {}), ...latest.map(({ sensor }) => sensor)]);
  };

  api.get(
    "/api/v1/stations/:id/sensor-replacements",
    {
      config: { access: "station.read", resource: "handler" },
      schema: {
        summary: "Sensors of a station that were replaced, the newest first",
        description:
          "What a series measures before and after such an instant comes from two devices. Replacements while the station's times are hidden are left out.",
        params: Of,
        response: { 200: z.object({ replacements: z.array(Replacement) }), ...refusals },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const view = demandView(knownStations, request, reply, id);
      const found = await findStation(db, id);
      if ((await stations.find(id)) === undefined) throw stationUnknown(id);
      const replacements = found === undefined ? [] : await replacementsOf(db, found.id);
      return {
        replacements: replacements.filter(({ at }) => isSeenAt(view, at.getTime())).map(shown),
      };
    },
  );

  api.post(
    "/api/v1/stations/:id/sensor-replacements",
    {
      config: { access: "station.host", resource: "handler" },
      schema: {
        summary: "Say that a sensor was replaced",
        params: Of,
        body: z.strictObject({
          sensor: SensorId,
          at: PastInstant.optional().meta({ description: "Now when absent" }),
          reason: z.enum(replacementReasons),
          successor: SensorId.optional(),
        }),
        response: { 201: Replacement, ...refusals },
      },
    },
    async (request, reply) => {
      const { sensor, at: given, reason, successor } = request.body;
      const found = await demandStation(db, request, request.params.id);
      const at = given === undefined ? now() : Date.parse(given);
      if (at > now() + AHEAD_MS)
        throw new Problem(
          hostingProblems.replacement_refused,
          `${given} is still to come: say it when the sensor is replaced.`,
        );
      const known = await sensorsOf(found.name);
      if (!known.has(sensor))
        throw new Problem(
          hostingProblems.replacement_refused,
          `"${found.name}" has no sensor "${sensor}". It has: ${[...known].sort().join(", ") || "none"}.`,
        );
      const added = await db.transaction(async (tx) => {
        if ((await countReplacements(tx, found.id)) >= MOST)
          throw new Problem(
            hostingProblems.replacement_refused,
            `At most ${MOST} replacements of a station are kept: remove one that was a mistake.`,
          );
        const row = await insertReplacement(tx, {
          ...{ station: found.id, sensor, reason, successor: successor ?? null },
          ...{ at: new Date(at), recorded: new Date(now()) },
        });
        await audit.write(tx, {
          ...actorOf(request),
          ...{ action: "stations.sensor_replaced", thing: found.id },
          after: {
            sensor,
            at: new Date(at).toISOString(),
            reason,
            ...(successor && { successor }),
          },
        });
        return row;
      });
      await tellReplaced(found.name, added.at);
      return reply.code(201).send(shown(added));
    },
  );

  api.delete(
    "/api/v1/stations/:id/sensor-replacements/:replacement",
    {
      config: { access: "station.host", resource: "handler" },
      schema: {
        summary: "Take back that a sensor was replaced: it was a mistake",
        params: Of.extend({ replacement: z.uuid() }),
        response: { 200: Nothing, ...refusals },
      },
    },
    async (request) => {
      const found = await demandStation(db, request, request.params.id);
      const mistake = await db.transaction(async (tx) => {
        const removed = await removeReplacement(tx, found.id, request.params.replacement);
        if (removed === undefined)
          throw new Problem(
            hostingProblems.replacement_unknown,
            `"${found.name}" has no such replacement.`,
          );
        await audit.write(tx, {
          ...actorOf(request),
          ...{ action: "stations.sensor_replacement_removed", thing: found.id },
          before: { sensor: removed.sensor, at: removed.at.toISOString(), reason: removed.reason },
        });
        return removed;
      });
      await tellReplaced(found.name, mistake.at);
      return {};
    },
  );
};
