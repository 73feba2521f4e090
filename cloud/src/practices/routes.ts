import * as z from "zod";
import { may } from "../access/may.ts";
import { demandThreshold } from "../alerts/subscription.ts";
import type { Api } from "../api/api.ts";
import { apiProblems, Problem, refusals } from "../api/problems.ts";
import type { ModuleContext } from "../module.ts";
import { demandOrganisation, Of, resourceOf } from "../organisations/demand-organisation.ts";
import { actorOf } from "../people/own-account.ts";
import { sqlState } from "../records/unavailable.ts";
import { demandOpenPractice } from "./demand-practice.ts";
import {
  contrastRefusal,
  mondayOf,
  PracticeGiven,
  Proposal,
  roundedDown,
  Slug,
} from "./practice.ts";
import { practiceProblems } from "./problems.ts";
import { findPractice, putPractice, weeksOf } from "./queries.ts";
import type { Practice } from "./tables.ts";

const MOST_WEEKS = 53;

const PracticeAnswer = z
  .object({
    organisation: z.uuid(),
    slug: z.string(),
    name: z.string(),
    words: z.string(),
    terms: z.string(),
    address: z.string(),
    ground: z.string(),
    ink: z.string(),
    logo: z.string().nullable().meta({ description: "The address of the picture" }),
    proposals: z.array(Proposal),
    isOpen: z.boolean(),
  })
  .meta({ id: "Practice" });

const answerOf = ({ logo, changed: _, ...row }: Practice): z.infer<typeof PracticeAnswer> => ({
  ...row,
  proposals: [...row.proposals],
  logo: logo === null ? null : `/api/v1/media/${logo}/small`,
});

/** Another row has this value. */
const UNIQUE = "23505";

export const practiceRoutes = (
  api: Api,
  { records, audit, media, now }: Pick<ModuleContext, "records" | "audit" | "media" | "now">,
): void => {
  const { db } = records;
  api.get(
    "/api/v1/practices/:slug",
    {
      config: { access: "organisation.read" },
      schema: {
        summary: "A practice that offers alerts under its own name",
        params: z.object({ slug: Slug }),
        response: { 200: PracticeAnswer, ...refusals },
      },
    },
    async ({ params: { slug } }) => answerOf(await demandOpenPractice(db, slug)),
  );

  api.get(
    "/api/v1/organisations/:id/practice",
    {
      config: { access: "organisation.change", resource: "handler" },
      schema: {
        summary: "An organisation's practice, and its sums of weeks that are over",
        description:
          "Sums are rounded down to tens, and those of a week are told when it is over. Who is subscribed is told to nobody.",
        params: Of,
        response: {
          200: z.object({
            practice: PracticeAnswer.nullable(),
            weeks: z.array(
              z.object({ monday: z.iso.date(), subscriptions: z.int(), messages: z.int() }),
            ),
          }),
          ...refusals,
        },
      },
    },
    async (request) => {
      const { id } = request.params;
      request.demand(resourceOf(id));
      await demandOrganisation(db, id);
      const found = await findPractice(db, id);
      const weeks = await weeksOf(db, id, mondayOf(now()), MOST_WEEKS);
      return {
        practice: found === undefined ? null : answerOf(found),
        weeks: weeks.map(({ monday, subscriptions, messages }) => ({
          monday,
          subscriptions: roundedDown(subscriptions),
          messages: roundedDown(messages),
        })),
      };
    },
  );

  api.put(
    "/api/v1/organisations/:id/practice",
    {
      config: { access: "organisation.change", resource: "handler" },
      schema: {
        summary: "What an organisation is called and looks like where it offers alerts",
        description:
          "People can subscribe when an administrator of the platform has opened it. Text and ground need a contrast of 7 to 1.",
        params: Of,
        body: PracticeGiven,
        response: { 200: PracticeAnswer, ...refusals },
      },
    },
    async (request) => {
      const { id } = request.params;
      request.demand(resourceOf(id));
      await demandOrganisation(db, id);
      const { logo, isOpen, ...given } = request.body;
      if (isOpen !== undefined && !may(request.principal, "organisation.change"))
        throw new Problem(
          apiProblems.not_allowed,
          "A practice is opened and closed by administrators of the platform.",
        );
      const refused = contrastRefusal(given.ground, given.ink);
      if (refused !== undefined) throw new Problem(practiceProblems.practice_contrast, refused);
      for (const { watched, up } of given.proposals) demandThreshold(watched, up);
      const before = await findPractice(db, id);
      const row = {
        ...given,
        organisation: id,
        logo: logo === undefined ? (before?.logo ?? null) : logo,
        isOpen: isOpen ?? before?.isOpen ?? false,
        changed: new Date(now()),
      };
      try {
        await db.transaction(async (tx) => {
          if (before?.logo != null && before.logo !== row.logo)
            await media.detach(tx, { media: before.logo, from: id });
          if (row.logo !== null && row.logo !== before?.logo)
            await media.attach(tx, {
              ...{ media: row.logo, to: id, by: request.principal, visibility: "public" },
            });
          await putPractice(tx, row);
          await audit.write(tx, {
            ...actorOf(request),
            action: "practices.change",
            thing: id,
            ...(before === undefined ? {} : { before: answerOf(before) }),
            after: answerOf(row),
          });
        });
      } catch (error) {
        if (sqlState(error) === UNIQUE)
          throw new Problem(
            practiceProblems.practice_slug_taken,
            `Another practice has the address "${given.slug}": take another one.`,
          );
        throw error;
      }
      return answerOf(row);
    },
  );
};
