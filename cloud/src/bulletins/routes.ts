import * as z from "zod";
import type { Api } from "../api/api.ts";
import { Problem, refusals } from "../api/problems.ts";
import type { ModuleContext } from "../module.ts";
import type { FoundTerritory } from "../territories/territory-queries.ts";
import { findTerritory, keyOf } from "../territories/territory-routes.ts";
import { BulletinAnswer, bulletinAnswer, TerritoryNamed } from "./answer.ts";
import type { Gathering } from "./gather.ts";
import { bulletinProblems } from "./problems.ts";
import { editionsOf, findEdition } from "./queries.ts";

/** Editions are kept for so many days. */
export const KEPT_DAYS = 31;

const Code = z.object({ code: z.string().regex(/^[\w-]{1,64}$/) });

export const bulletinRoutes = (
  api: Api,
  { records, territories }: Pick<ModuleContext, "records" | "territories">,
  gathering: Gathering,
): void => {
  const config = { access: "measurements.read" } as const;
  const territoryOf = (code: string) => findTerritory(records.db, territories.country, code);
  const namedOf = (found: FoundTerritory) => ({
    ...{ key: keyOf(found), kind: found.kind, name: found.name },
  });

  api.get(
    "/api/v1/bulletins/:code",
    {
      config,
      schema: {
        summary: "The last 24 hours of a territory in plain words: air, noise and pollen",
        description:
          "From the stations outdoors that everybody sees and that are in the territory; of a commune in which nobody measures, from those within 5 km of its middle. What is not known is said. Each sentence names the figures that stand in it.",
        params: Code,
        response: { 200: BulletinAnswer, ...refusals },
      },
    },
    async ({ params: { code } }) => {
      const found = await territoryOf(code);
      return bulletinAnswer(namedOf(found), null, await gathering.now(found));
    },
  );

  api.get(
    "/api/v1/bulletins/:code/days",
    {
      config,
      schema: {
        summary: "The bulletins of the last days as they were sent, the newest first",
        params: Code,
        response: {
          200: z.object({ territory: TerritoryNamed, bulletins: z.array(BulletinAnswer) }),
          ...refusals,
        },
      },
    },
    async ({ params: { code } }) => {
      const found = await territoryOf(code);
      const territory = namedOf(found);
      return {
        territory,
        bulletins: (await editionsOf(records.db, found.id, KEPT_DAYS)).map(({ day, facts }) =>
          bulletinAnswer(territory, day, facts),
        ),
      };
    },
  );

  api.get(
    "/api/v1/bulletins/:code/days/:day",
    {
      config,
      schema: {
        summary: "The bulletin of one day as it was sent",
        params: Code.extend({ day: z.iso.date() }),
        response: { 200: BulletinAnswer, ...refusals },
      },
    },
    async ({ params: { code, day } }) => {
      const found = await territoryOf(code);
      const edition = await findEdition(records.db, found.id, day);
      if (edition === undefined)
        throw new Problem(
          bulletinProblems.bulletin_unknown,
          `There is no bulletin of ${found.name} on ${day}: none was made, or it is older than ${KEPT_DAYS} days.`,
        );
      return bulletinAnswer(namedOf(found), day, edition.facts);
    },
  );
};
