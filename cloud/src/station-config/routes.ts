import { findSensor } from "@datacityzen/hardware/find-sensor";
import { SensorId } from "@datacityzen/hardware/identifiers";
import {
  ConfigOutcome,
  DutyCycle,
  NEWEST_VERSION,
  RemoteSettings,
  StationConfig,
} from "@datacityzen/hardware/wire/station-config";
import * as z from "zod";
import type { Api } from "../api/api.ts";
import { Problem, refusals } from "../api/problems.ts";
import { demandStation } from "../hosting/hosted-station.ts";
import type { ModuleContext } from "../module.ts";
import { actorOf } from "../people/own-account.ts";
import type { StationRecord } from "../stations/station.ts";
import { stationConfigProblems } from "./problems.ts";
import { configOf, lockConfig, replaceConfig, type SetConfig } from "./queries.ts";

const Answer = z
  .object({
    version: z.int().min(0).meta({ description: "Of what was set last; 0 when nothing ever was" }),
    set: z.iso.datetime().optional().meta({ description: "When it was set" }),
    settings: RemoteSettings.meta({
      description:
        "Milliseconds, and each quantity's unit. What is absent is as the box's own settings say.",
    }),
    reported: ConfigOutcome.optional().meta({
      description:
        "What the station says of the version that it got last: `trial`, `applied`, `refused` or `rolled_back`",
    }),
    sensors: z
      .array(
        z.object({
          id: SensorId,
          model: z.string(),
          label: z.string().optional(),
          rests: DutyCycle.optional().meta({
            description: "The cycle that its model is made for, where it can rest",
          }),
        }),
      )
      .meta({ description: "The sensors that can be set: those that the station has told of" }),
  })
  .meta({ id: "StationSettings" });

const Of = z.object({ id: z.string().max(64) });

const shown = (
  found: SetConfig | undefined,
  record: StationRecord | undefined,
): z.infer<typeof Answer> => {
  const { config, sensors = [] } = record?.hello ?? {};
  return {
    version: found?.version ?? 0,
    ...(found === undefined ? {} : { set: found.set.toISOString() }),
    settings: found?.settings ?? {},
    ...(config === undefined ? {} : { reported: config }),
    sensors: sensors.map(({ id, model, label }) => {
      const duty = findSensor(model)?.duty;
      return {
        ...{ id, model },
        ...(label === undefined ? {} : { label }),
        ...(duty === undefined ? {} : { rests: { on: duty.onMs, every: duty.everyMs } }),
      };
    }),
  };
};

/** Why a station cannot be told this, as a sentence. */
const faultOf = (config: StationConfig, sensors: readonly { readonly id: string }[]) => {
  const known = new Set(sensors.map(({ id }) => id));
  const unknown = Object.keys(config.sensors ?? {}).find((id) => !known.has(id));
  if (unknown !== undefined)
    return `It has told of no sensor "${unknown}", but of: ${[...known].join(", ") || "none"}.`;
  const { error } = StationConfig.safeParse(config);
  return error?.issues[0]?.message;
};

/** What a host sets of a station from afar. The station checks it, tries it, and says what became of it. */
export const stationConfigRoutes = (
  api: Api,
  { records, stations, stationConfigs, audit, now }: ModuleContext,
): void => {
  const { db } = records;

  api.get(
    "/api/v1/stations/:id/settings",
    {
      config: { access: "station.host", resource: "handler" },
      schema: {
        summary: "What a station was told from afar, and what it made of it",
        params: Of,
        response: { 200: Answer, ...refusals },
      },
    },
    async (request) => {
      const { id, name } = await demandStation(db, request, request.params.id);
      return shown(await configOf(db, id), await stations.find(name));
    },
  );

  api.put(
    "/api/v1/stations/:id/settings",
    {
      config: { access: "station.host", resource: "handler" },
      schema: {
        summary: "Set a station's cadence, and its sensors' labels, rests and corrections",
        description:
          "All of it at once: what is left out goes back to the box's own settings. The station gets it when it is connected, tries it, and goes back by itself to what it had when a sensor falls silent. Ports, addresses and commands cannot be set.",
        params: Of,
        body: z.strictObject({
          replaces: z.int().min(0).meta({
            description: "The version that whoever sends this has seen: another one is a conflict",
          }),
          settings: RemoteSettings,
        }),
        response: { 200: Answer, ...refusals },
      },
    },
    async (request) => {
      const { replaces, settings } = request.body;
      const found = await demandStation(db, request, request.params.id);
      const record = await stations.find(found.name);
      const set = new Date(now());
      const next = await db.transaction(async (tx) => {
        const before = await lockConfig(tx, found.id, set);
        if (before.version !== replaces)
          throw new Problem(
            stationConfigProblems.config_replaced,
            `The settings of "${found.name}" are of version ${before.version} by now, and not ${replaces}: look at them again.`,
          );
        // Above what the station has seen, too: records may be those of a backup.
        const seen = record?.hello?.config?.version ?? 0;
        const version = Math.max(before.version, seen) + 1;
        const fault =
          version > NEWEST_VERSION
            ? "It says that it has got the last version that there is: remove its file config-….json on the box."
            : faultOf({ version, ...settings }, record?.hello?.sensors ?? []);
        if (fault !== undefined)
          throw new Problem(
            stationConfigProblems.config_refused,
            `"${found.name}" cannot be set like that. ${fault}`,
          );
        const after = { version, settings, set };
        await replaceConfig(tx, found.id, after);
        await audit.write(tx, {
          ...actorOf(request),
          ...{ action: "stations.settings", thing: found.id },
          before: { version: before.version, ...before.settings },
          after: { version, ...settings },
        });
        return after;
      });
      await stationConfigs.refresh(found.name);
      return shown(next, record);
    },
  );
};
