import * as z from "zod";
import type { Api } from "../api/api.ts";
import { apiProblems, Problem, refusals } from "../api/problems.ts";
import { Words } from "../api/words.ts";
import type { ModuleContext } from "../module.ts";
import type { Queries } from "../records/database.ts";
import type { Country } from "./countries.ts";
import { territoryProblems } from "./problems.ts";
import { inFull, wordsOf } from "./search-words.ts";
import { territoriesAt } from "./territories.ts";
import {
  type FoundTerritory,
  listTerritories,
  outlineOf,
  territoriesOfCode,
  territoriesOfIds,
} from "./territory-queries.ts";

const Territory = z
  .object({
    id: z.uuid().meta({ description: "Of the thing that it is; scopes of roles name it" }),
    key: z.string().meta({ description: "Country, kind and code: names it for ever" }),
    kind: z.string(),
    kindName: Words,
    code: z.string().meta({ description: "Of the official list, unique among its kind" }),
    name: z.string(),
    rural: z.boolean().optional().meta({ description: "Absent when no list of densities says" }),
    density: z.string().optional(),
    parents: z.array(z.object({ key: z.string(), kind: z.string(), name: z.string() })).meta({
      description: "In which it lies, the nearest first",
    }),
    label: z
      .object({ lon: z.number(), lat: z.number() })
      .optional()
      .meta({ description: "A point in it; absent without an outline" }),
    zone: z.string().meta({ description: "Its legal time zone, by its IANA name" }),
    demonstration: z.boolean().meta({ description: "Invented, for a first look" }),
    ended: z.iso.datetime().optional().meta({ description: "No official list names it any more" }),
    successor: z.string().optional().meta({ description: "Where it went when it ended" }),
  })
  .meta({ id: "Territory" });
type Territory = z.infer<typeof Territory>;

const Geometry = z.object({
  type: z.enum(["Polygon", "MultiPolygon"]),
  coordinates: z.array(z.unknown()),
});

const Yes = z.enum(["true", "false"]).transform((text) => text === "true");
const Code = z.string().regex(/^[\w-]{1,64}$/);

const Query = z.object({
  search: z
    .string()
    .max(200)
    .optional()
    .describe("A part of the name, or the code; accents and hyphens do not matter"),
  kind: z.string().max(40).optional().describe('"commune", "departement" …'),
  parent: Code.optional().describe("Key or code of the territory in which they lie"),
  ended: Yes.default(false).describe("With those that have ended"),
  cursor: z
    .string()
    .regex(/^[a-z-]{1,40}\.[\w-]{1,40}$/)
    .optional()
    .describe("`next` of the page before"),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});

const degrees = (most: number) =>
  z
    .string()
    .regex(/^-?\d{1,3}(\.\d{1,15})?$/)
    .transform(Number)
    .refine((value) => Math.abs(value) <= most);

const plainSearch = (text: string, { addresses }: Country): string =>
  wordsOf(text)
    .slice(0, 12)
    .map((word) => inFull(word, addresses.abbreviations))
    .join(" ");

export const keyOf = ({
  country,
  kind,
  code,
}: Pick<FoundTerritory, "country" | "kind" | "code">): string =>
  `${country}-${kind}-${code.toLowerCase()}`;

/** "fr-departement-33" or "departement-33": its kind and its code. */
const readKey = (text: string, { country, kinds }: Country) => {
  const short = text.toLowerCase().startsWith(`${country}-`)
    ? text.slice(country.length + 1)
    : text;
  const kind = kinds
    .map((each) => each.kind)
    .filter((name) => short.toLowerCase().startsWith(`${name}-`))
    .toSorted((a, b) => b.length - a.length)[0];
  return kind === undefined
    ? undefined
    : { kind, code: short.slice(kind.length + 1).toUpperCase() };
};

/**
 * The territory that a code means: one with its kind, or a bare one when only one has it. What has ended
 * and what is a part of another yield to the others.
 */
export const findTerritory = async (
  db: Queries,
  country: Country,
  text: string,
): Promise<FoundTerritory> => {
  const key = readKey(text, country);
  const found = (
    await territoriesOfCode(db, country.country, key?.code ?? text.toUpperCase())
  ).filter(({ kind }) => key === undefined || kind === key.kind);
  const isPart = ({ kind }: FoundTerritory) =>
    country.kinds.find((each) => each.kind === kind)?.partOf !== undefined;
  const current = found.filter(({ ended }) => ended === null);
  const best = [current.filter((each) => !isPart(each)), current, found].find(
    (each) => each.length > 0,
  );
  const [first, ...others] = best ?? [];
  if (first === undefined)
    throw new Problem(
      territoryProblems.territory_unknown,
      `No territory has the code "${text}". GET /api/v1/territories?search= finds it by its name.`,
    );
  if (others.length > 0)
    throw new Problem(
      territoryProblems.territory_ambiguous,
      `"${text}" is the code of several territories: ask for ${[first, ...others].map(keyOf).join(" or ")}.`,
    );
  return first;
};

export const territoryRoutes = (
  api: Api,
  { records, territories }: Pick<ModuleContext, "records" | "territories">,
): void => {
  const { db } = records;
  const { country } = territories;
  const access = "territories.read";

  const namesOf = (kind: string) => {
    const names = country.kinds.find((each) => each.kind === kind)?.names;
    return { fr: names?.fr ?? kind, en: names?.en ?? kind };
  };

  /** A municipality that was merged lives on as a part of the one that its code names now. */
  const successorOf = async (territory: FoundTerritory): Promise<string | undefined> => {
    if (territory.ended === null) return undefined;
    const part = (await territoriesOfCode(db, territory.country, territory.code)).find(
      ({ kind, ended }) =>
        ended === null &&
        country.kinds.some((each) => each.kind === kind && each.partOf === territory.kind),
    );
    const code = part?.parents[territory.kind];
    return code === undefined ? undefined : keyOf({ ...territory, code });
  };

  const shown = async (found: readonly FoundTerritory[]): Promise<Territory[]> => {
    const ids = [
      ...new Set(found.flatMap(({ id, within }) => within.filter((each) => each !== id))),
    ];
    const around = new Map(
      (ids.length === 0 ? [] : await territoriesOfIds(db, ids)).map((each) => [each.id, each]),
    );
    const order = (kind: string) => country.kinds.findIndex((each) => each.kind === kind);
    return Promise.all(
      found.map(async (territory): Promise<Territory> => {
        const { id, kind, code, name, rural, density, within, labelLon, labelLat, ended } =
          territory;
        const successor = await successorOf(territory);
        const parents = within
          .filter((each) => each !== id)
          .map((each) => around.get(each))
          .filter((each) => each !== undefined)
          .toSorted((a, b) => order(a.kind) - order(b.kind));
        return {
          id,
          key: keyOf(territory),
          kind,
          kindName: namesOf(kind),
          code,
          name,
          ...(rural === null ? {} : { rural }),
          ...(density === null ? {} : { density }),
          parents: parents.map((each) => ({ key: keyOf(each), kind: each.kind, name: each.name })),
          ...(labelLon === null || labelLat === null
            ? {}
            : { label: { lon: labelLon, lat: labelLat } }),
          zone: territories.zoneOf(id),
          demonstration: territory.isDemonstration,
          ...(ended === null ? {} : { ended: ended.toISOString() }),
          ...(successor === undefined ? {} : { successor }),
        };
      }),
    );
  };

  const knownKind = (kind: string | undefined): void => {
    const kinds = country.kinds.map((each) => each.kind);
    if (kind === undefined || kinds.includes(kind)) return;
    throw new Problem(
      apiProblems.invalid_request,
      `There is no kind "${kind.slice(0, 40)}". The kinds are ${kinds.join(", ")}.`,
    );
  };

  api.get(
    "/api/v1/territories",
    {
      config: { access },
      schema: {
        summary: "Communes, intercommunalités, départements, regions: by name, kind or place",
        querystring: Query,
        response: {
          200: z.object({
            territories: z.array(Territory),
            next: z.string().optional().meta({
              description: "Cursor of the next page; absent on the last, and in a search",
            }),
          }),
          ...refusals,
        },
      },
    },
    async ({ query: { search = "", kind, parent, ended, cursor, limit } }) => {
      knownKind(kind);
      const text = plainSearch(search, country);
      // A text without a letter or a digit fits nothing; none at all fits everything.
      if (search.trim() !== "" && text === "") return { territories: [] };
      const within =
        parent === undefined ? undefined : (await findTerritory(db, country, parent)).id;
      const [afterKind, afterCode] = cursor?.split(".") ?? [];
      const found = await listTerritories(db, {
        country: country.country,
        search: text,
        kind,
        within,
        withEnded: ended,
        after:
          text !== "" || afterKind === undefined || afterCode === undefined
            ? undefined
            : [afterKind, afterCode],
        limit: limit + 1,
      });
      const page = found.slice(0, limit);
      const last = page.at(-1);
      const goesOn = found.length > limit && text === "" && last !== undefined;
      return {
        territories: await shown(page),
        ...(goesOn ? { next: `${last.kind}.${last.code}` } : {}),
      };
    },
  );

  api.get(
    "/api/v1/territories/at",
    {
      config: { access },
      schema: {
        summary: "The territories that hold a point, one of each kind, the smallest first",
        description:
          "By simplified outlines: within some hundred metres of a border it may be the neighbour. A point on a border is in the one with the lowest code.",
        querystring: z.object({
          lon: degrees(180).describe("Longitude, WGS 84"),
          lat: degrees(90).describe("Latitude, WGS 84"),
        }),
        response: { 200: z.object({ territories: z.array(Territory) }), ...refusals },
      },
    },
    async ({ query: { lon, lat } }) => {
      const ids = await territoriesAt(db, country, [lon, lat]);
      const found = new Map((await territoriesOfIds(db, ids)).map((each) => [each.id, each]));
      return {
        territories: await shown(
          ids.map((id) => found.get(id)).filter((each) => each !== undefined),
        ),
      };
    },
  );

  api.get(
    "/api/v1/territories/:code",
    {
      config: { access },
      schema: {
        summary: "One territory, by its key or its code",
        params: z.object({ code: Code }),
        querystring: z.object({
          geometry: Yes.default(false).describe(
            "With its simplified outline, as a GeoJSON geometry",
          ),
        }),
        response: { 200: Territory.extend({ geometry: Geometry.optional() }), ...refusals },
      },
    },
    async ({ params: { code }, query: { geometry } }) => {
      const territory = await findTerritory(db, country, code);
      const [answer] = await shown([territory]);
      const outline = geometry ? await outlineOf(db, territory.id) : undefined;
      return {
        ...(answer as Territory),
        ...(outline === undefined
          ? {}
          : { geometry: { type: outline.type, coordinates: [...outline.coordinates] } }),
      };
    },
  );
};
