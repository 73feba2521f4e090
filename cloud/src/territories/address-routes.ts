import * as z from "zod";
import type { Api } from "../api/api.ts";
import { refusals } from "../api/problems.ts";
import { limitRate } from "../api/rate-limit.ts";
import type { ModuleContext } from "../module.ts";
import { saysUnavailable } from "../records/unavailable.ts";
import { searchAddresses } from "./address-search.ts";
import { findTerritory } from "./territory-routes.ts";

const Address = z
  .object({
    label: z.string().meta({ description: "As it is written on an envelope" }),
    kind: z.enum(["address", "street", "municipality"]),
    number: z.string().optional().meta({ description: '"12 bis"' }),
    street: z.string().optional(),
    postcode: z.string(),
    commune: z.string(),
    code_insee: z.string().meta({ description: "Of the commune, in the official list" }),
    lon: z.number().meta({ description: "WGS 84" }),
    lat: z.number(),
    score: z.number().min(0).max(1).meta({ description: "How well it fits" }),
  })
  .meta({ id: "Address" });

/** Ten a second for one address: more than anybody types, and pages of several readers behind one address. */
const MOST_ASKED = 600;
const WITHIN_MS = 60_000;

export const addressRoutes = async (
  api: Api,
  { people, records, territories }: Pick<ModuleContext, "people" | "records" | "territories">,
): Promise<void> => {
  const limits = await limitRate(api, {
    most: MOST_ASKED,
    withinMs: WITHIN_MS,
    countedAs: people.visitors.countedAs,
  });
  api.get(
    "/api/v1/addresses",
    {
      config: { access: "territories.read", keepsQuestions: false, ...limits },
      schema: {
        summary:
          "Addresses, while somebody types: number, street, postcode and commune in any order",
        description:
          "The best first. Mistakes in typing and usual abbreviations are understood. What was asked is kept nowhere.",
        querystring: z.object({
          search: z.string().max(300).describe("What was typed; from three letters on"),
          territory: z
            .string()
            .regex(/^[\w-]{1,64}$/)
            .optional()
            .describe("Key or code of the territory in which it must lie"),
          limit: z.coerce.number().int().min(1).max(20).default(8),
        }),
        response: { 200: z.object({ addresses: z.array(Address) }), ...refusals },
      },
    },
    async ({ query: { search, territory, limit } }) => {
      const { country } = territories;
      const within =
        territory === undefined
          ? undefined
          : (await findTerritory(records.db, country, territory)).id;
      const found = await searchAddresses(records.db, country, {
        text: search,
        within,
        limit,
      }).catch((error: Error) => {
        if (saysUnavailable(error)) throw error;
        // The statement and its values stand in the message, and what was asked among them.
        throw new Error("an address search failed", { cause: error.cause });
      });
      return {
        addresses: found.map(({ municipality, municipalityCode, ...address }) => ({
          ...address,
          commune: municipality,
          code_insee: municipalityCode,
        })),
      };
    },
  );
};
