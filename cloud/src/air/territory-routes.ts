import { StationId } from "@datacityzen/hardware/identifiers";
import * as z from "zod";
import { nobody } from "../access/principal.ts";
import type { Api } from "../api/api.ts";
import { refusals } from "../api/problems.ts";
import { isoInstant } from "../api/times.ts";
import { Words } from "../api/words.ts";
import type { ModuleContext } from "../module.ts";
import { fitsPlace } from "../places/place-filters.ts";
import { OriginName } from "../stations/latest-answer.ts";
import { findTerritory, keyOf } from "../territories/territory-routes.ts";
import { AirOfStation, environments, pollenAnswer, TablesAnswer } from "./answer.ts";
import type { PlaceNames } from "./place-names.ts";
import type { StationAirs } from "./station-airs.ts";
import { tablesInForce } from "./tables-in-force.ts";
import { summarise } from "./territory-summary.ts";

const Level = z.int().min(1).max(6).nullable();
const Summary = {
  stations: z.int(),
  judged: z.int().meta({ description: "Stations whose air is known" }),
  level: Level.meta({ description: "The median; of two in the middle the worse one" }),
  words: Words,
};

const Answer = z
  .object({
    territory: z
      .object({ key: z.string(), kind: z.string(), name: z.string() })
      .nullable()
      .meta({ description: "Null: of all stations, wherever they are" }),
    at: z.iso.datetime(),
    origin: OriginName.meta({
      description: "Measured stations alone are counted where there are some",
    }),
    ...Summary,
    silent: z.int(),
    levels: z.array(z.object({ level: z.int(), stations: z.int() })),
    worst: z.object({ station: StationId, name: z.string(), level: z.int() }).nullable(),
    fromParticlesOnly: z.boolean(),
    byEnvironment: z.array(z.object({ environment: z.enum(environments).nullable(), ...Summary })),
    noise: z.object({ stations: z.int(), judged: z.int(), aboveGuideline: z.int() }).nullable(),
    pollen: AirOfStation.shape.pollen,
    completeness: z.number().nullable().meta({
      description:
        "Share of the last 24 hours that have a value, over the stations that are judged",
    }),
    tables: TablesAnswer,
  })
  .meta({ id: "AirOfTerritory" });

export const airOfTerritoryRoutes = (
  api: Api,
  context: Pick<ModuleContext, "stations" | "knownStations" | "records" | "territories" | "now">,
  airs: StationAirs,
  names: PlaceNames,
): void => {
  const { stations, knownStations, records, territories, now } = context;
  const viewOf = (id: string) => knownStations.viewOf(nobody, id);

  const answer = async (
    territory: z.infer<typeof Answer>["territory"],
    isWithin: (station: string) => boolean,
  ): Promise<z.infer<typeof Answer>> => {
    const within = [...stations.all()].filter(
      (record) => airs.isTold(record, viewOf(record.id)) && isWithin(record.id),
    );
    const found = await airs.of(within, viewOf);
    await names.ready(found.flatMap(({ place }) => place?.territory ?? []));
    const { pollen, ...summary } = summarise(found, ({ place }) =>
      names.environmentOf(place?.territory),
    );
    return {
      ...{ territory, at: isoInstant(now()) },
      ...summary,
      pollen: pollenAnswer(pollen),
      tables: tablesInForce,
    };
  };

  api.get(
    "/api/v1/air/territories",
    {
      config: { access: "measurements.read" },
      schema: {
        summary: "The day at a glance of all stations: air, noise and pollen",
        description: "From the stations that everybody sees and that are not indoors.",
        response: { 200: Answer, ...refusals },
      },
    },
    () => answer(null, () => true),
  );

  api.get(
    "/api/v1/air/territories/:code",
    {
      config: { access: "measurements.read" },
      schema: {
        summary: "A territory's day at a glance: air, noise and pollen, in town and country",
        description: "From the stations outdoors that everybody sees and that have a place.",
        params: z.object({ code: z.string().regex(/^[\w-]{1,64}$/) }),
        response: { 200: Answer, ...refusals },
      },
    },
    async ({ params: { code } }) => {
      const found = await findTerritory(records.db, territories.country, code);
      return answer({ key: keyOf(found), kind: found.kind, name: found.name }, (id) =>
        fitsPlace(knownStations.find(id), {}, (territory) =>
          territories.liesIn(territory, found.id),
        ),
      );
    },
  );
};
