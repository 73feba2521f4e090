import * as z from "zod";
import type { Api } from "../api/api.ts";
import { Problem, refusals } from "../api/problems.ts";
import { limitRate } from "../api/rate-limit.ts";
import { MailAddress } from "../mail/address.ts";
import type { ModuleContext } from "../module.ts";
import { actorOf } from "../people/own-account.ts";
import { hashOf, newToken } from "../people/secrets.ts";
import { demandTerritories } from "./demand-territories.ts";
import { lockEntry } from "./find-queries.ts";
import { atlasProblems } from "./problems.ts";
import { insertChanges, putCheck } from "./put-queries.ts";
import { reminderMail } from "./reminder-mail.ts";
import {
  answerReminder,
  entriesToAsk,
  findReminder,
  insertReminder,
  lockReminders,
} from "./reminder-queries.ts";

const DAY_MS = 86_400_000;
/** Nobody has made sure of the entry for so long, and the place was not asked for so long. */
const ASKED_AFTER_MS = 182 * DAY_MS;
/** The button of a mail works for so long. */
const GOOD_MS = 92 * DAY_MS;
/** Of one request: whoever presses the button sees how many were written to, and presses again. */
const MOST_ASKED = 200;
const MOST_OPENED = 120;
const WITHIN_MS = 3_600_000;

const Token = z.object({ token: z.string().regex(/^[\w-]{20,100}$/) });

const Asked = z
  .object({
    slug: z.string(),
    name: z.string(),
    street: z.string().optional(),
    postcode: z.string().optional(),
    commune: z.string().optional(),
    phones: z.array(z.string()),
    hours: z.string().optional(),
    answered: z.boolean().meta({ description: "The button was pressed" }),
  })
  .meta({ id: "AtlasStillRight" });

type Context = Pick<
  ModuleContext,
  "people" | "records" | "territories" | "audit" | "mail" | "publicUrl" | "now"
>;

/** Asks places by mail whether their entries are still right; the answer is one button. */
export const reminderRoutes = async (api: Api, context: Context): Promise<void> => {
  const { people, records, audit, mail, publicUrl, now } = context;
  const { db } = records;
  const limits = await limitRate(api, {
    ...{ most: MOST_OPENED, withinMs: WITHIN_MS, countedAs: people.visitors.countedAs },
  });

  api.post(
    "/api/v1/atlas/reminders",
    {
      config: { access: "atlas.review", resource: "handler" },
      schema: {
        summary: "Ask places by mail whether their entries are still right",
        description: `Published entries with an e-mail address that nobody has made sure of for half a year, ${MOST_ASKED} at a time, those that wait longest first. A place is asked twice a year at most, and each mail has a link that stops them.`,
        response: {
          200: z.object({
            asked: z.int(),
            isMore: z.boolean().meta({ description: "There are others to be asked" }),
          }),
          ...refusals,
        },
      },
    },
    async (request) => {
      const some = demandTerritories(request.principal);
      request.allows({});
      return db.transaction(async (tx) => {
        await lockReminders(tx);
        const sent = new Date(now());
        const since = new Date(now() - ASKED_AFTER_MS);
        const found = await entriesToAsk(tx, some, since, MOST_ASKED + 1);
        let asked = 0;
        for (const { id, sheet } of found.slice(0, MOST_ASKED)) {
          const token = newToken();
          // Those whose address is none, or who have stopped such mails, are not sought again for half a year either.
          await insertReminder(tx, { entry: id, digest: hashOf(token), sent });
          const address = MailAddress.safeParse(sheet.emails?.[0]);
          if (!address.success) continue;
          const link = `${new URL(publicUrl).origin}/atlas/confirm/${token}`;
          const put = await mail.put(tx, reminderMail(sheet, address.data, link));
          if (put !== undefined) asked += 1;
        }
        await audit.write(tx, {
          ...{ ...actorOf(request), action: "atlas.reminders" },
          after: { asked },
        });
        return { asked, isMore: found.length > MOST_ASKED };
      });
    },
  );

  const demandReminder = async (token: string) => {
    const found = await findReminder(db, hashOf(token));
    if (
      found === undefined ||
      found.state !== "published" ||
      found.sent.getTime() + GOOD_MS < now()
    )
      throw new Problem(
        atlasProblems.atlas_link_unknown,
        "This link is too old, or was not copied as a whole.",
      );
    return found;
  };

  api.get(
    "/api/v1/atlas/still-right/:token",
    {
      config: { access: "atlas.confirm", ...limits },
      schema: {
        summary: "What the atlas says of the place to which a mail went",
        params: Token,
        response: { 200: Asked, ...refusals },
      },
    },
    async ({ params: { token } }) => {
      const { slug, id, sheet, answered } = await demandReminder(token);
      const { name, street, postcode, commune, phones = [], openingHours: hours } = sheet;
      return {
        ...{ slug: slug ?? id, name, street, postcode, commune, phones, hours },
        answered: answered !== null,
      };
    },
  );

  api.post(
    "/api/v1/atlas/still-right/:token",
    {
      config: { access: "atlas.confirm", ...limits },
      schema: {
        summary: "Say, for the place to which a mail went, that its entry is still right",
        description: "To open the link changes nothing. To say it twice is to say it once.",
        params: Token,
        response: { 200: z.object({ confirmed: z.literal(true) }), ...refusals },
      },
    },
    async ({ params: { token } }) => {
      const { id, entry } = await demandReminder(token);
      const at = new Date(now());
      await db.transaction(async (tx) => {
        await lockEntry(tx, entry);
        if (!(await answerReminder(tx, id, at))) return;
        await putCheck(tx, entry, {
          ...{ by: null, how: "structure", at, on: at.toISOString().slice(0, 10) },
        });
        await insertChanges(tx, [
          { entry, at, kind: "checked", by: null, source: null, before: null, stateBefore: null },
        ]);
      });
      return { confirmed: true as const };
    },
  );
};
