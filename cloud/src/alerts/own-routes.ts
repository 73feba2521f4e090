import * as z from "zod";
import type { Answering, Api } from "../api/api.ts";
import { pageOf } from "../api/page-of-list.ts";
import { Problem, refusals } from "../api/problems.ts";
import { Words } from "../api/words.ts";
import { bulletinKey, bulletinsOf, removeBulletin } from "../bulletins/queries.ts";
import { readAnyForm } from "../mail/one-click.ts";
import type { ModuleContext } from "../module.ts";
import { hashOf } from "../people/secrets.ts";
import { keyOf } from "../territories/territory-routes.ts";
import { transitionKinds } from "./condition.ts";
import type { SaidForecast } from "./forecast-figures.ts";
import { forecastText } from "./forecast-words.ts";
import { manageUrl, STOP_PATH } from "./message.ts";
import { ownProfileAnswer } from "./own-profile.ts";
import { alertProblems } from "./problems.ts";
import {
  changeProfile,
  conditionsOf,
  findByKey,
  findTransition,
  historyOf,
  insertConditions,
  messagesOfProfile,
  noteVerdict,
  removeCondition,
  removeProfile,
  type TransitionRow,
} from "./queries.ts";
import type { Runner } from "./runner.ts";
import {
  ChangeGiven,
  ConditionAnswer,
  ConditionGiven,
  conditionAnswer,
  conditionColumns,
  demandStations,
  MOST_CONDITIONS,
  ProfileAnswer,
  wishColumns,
} from "./subscription.ts";
import { type AlertProfile, answers, verdicts } from "./tables.ts";

const MOST_HISTORY = 100;

const Key = z.object({
  key: z.string().min(1).max(100).meta({ description: "Stands in each message" }),
});

const CountedAnswer = z.object({
  station: z.string(),
  value: z.number(),
  quantity: z
    .string()
    .optional()
    .meta({ description: "Of an index the one that decides its level" }),
  metres: z.number().optional(),
  sensor: z.string().optional(),
  variant: z.string().optional(),
  values: z.number().optional(),
  expected: z.number().optional(),
  origin: z.string().optional(),
});

const TransitionAnswer = z
  .object({
    id: z.uuid(),
    kind: z.enum(transitionKinds),
    at: z.iso.datetime(),
    detected: z.iso.datetime().meta({ description: "When it was found out" }),
    value: z.number().nullable(),
    counted: z
      .array(CountedAnswer)
      .meta({ description: "The stations of which the value is made" }),
    forecast: z
      .object({
        source: z.string(),
        day: z.iso.date(),
        says: Words.meta({ description: "In the words of its own scale" }),
        issued: z.iso.datetime(),
        territory: z.string().nullable(),
      })
      .nullable()
      .meta({ description: "Of a forecast: who said what, of which day" }),
    answer: z.enum(answers).meta({
      description:
        "`told`: by a message; `held`: to be told later, if it is still true; else why not",
    }),
    heldUntil: z.iso.datetime().nullable(),
    verdict: z.enum(verdicts).nullable(),
    condition: ConditionAnswer,
  })
  .meta({ id: "AlertTransition" });

const forecastAnswer = (forecast: SaidForecast): z.infer<typeof TransitionAnswer>["forecast"] => {
  const { source, day, issued, territory } = forecast;
  const says = { fr: forecastText(forecast, "fr"), en: forecastText(forecast, "en") };
  return { source, day, issued, territory, says };
};

const transitionAnswer = ({
  transition,
  condition,
}: TransitionRow): z.infer<typeof TransitionAnswer> => ({
  ...{ id: transition.id, kind: transition.kind, value: transition.value },
  at: transition.at.toISOString(),
  detected: transition.detected.toISOString(),
  forecast: transition.forecast === null ? null : forecastAnswer(transition.forecast),
  ...{ counted: [...transition.counted], answer: transition.answer, verdict: transition.verdict },
  heldUntil: transition.heldUntil?.toISOString() ?? null,
  condition: conditionAnswer(condition),
});

type OwnParts = Pick<
  ModuleContext,
  "records" | "outbox" | "stations" | "knownStations" | "publicUrl" | "now"
> & { readonly runner: Runner; readonly demand: DemandProfile };

/** What waits in the outbox does not leave any more either. */
const stopAll = async (
  { records, outbox, runner }: Pick<OwnParts, "records" | "outbox" | "runner">,
  profile: string,
): Promise<void> => {
  await records.db.transaction(async (tx) => {
    const bulletins = await bulletinsOf(tx, profile);
    await outbox.withdraw(tx, [
      ...(await messagesOfProfile(tx, profile)),
      ...bulletins.map(({ id }) => bulletinKey(profile, id)),
    ]);
    await removeProfile(tx, profile);
  });
  await runner.changed(profile);
};

/** The profile of a key; throws `Problem` where there is none. */
export type DemandProfile = (key: string, reply: Answering) => Promise<AlertProfile>;

export const createDemand =
  ({ records }: Pick<OwnParts, "records">): DemandProfile =>
  async (key, reply) => {
    reply.header("cache-control", "no-store");
    const row = await findByKey(records.db, hashOf(key));
    if (row === undefined || row.state !== "active")
      throw new Problem(
        alertProblems.alerts_key_unknown,
        "No alerts belong to this link: they were stopped, or the link is not whole.",
      );
    return row;
  };

/** What the holder of the key in a message sees and changes. */
export const ownAlertRoutes = (api: Api, parts: OwnParts): void => {
  const { records, outbox, now, runner, demand } = parts;
  const config = { access: "alerts.subscribe", keepsQuestions: false } as const;
  const base = "/api/v1/alerts/mine";

  const answer = (row: AlertProfile) => ownProfileAnswer(records.db, row);

  api.get(
    base,
    {
      config,
      schema: {
        summary: "One's own alerts",
        querystring: Key,
        response: { 200: ProfileAnswer, ...refusals },
      },
    },
    async ({ query: { key } }, reply) => answer(await demand(key, reply)),
  );

  api.patch(
    base,
    {
      config,
      schema: {
        summary: "Quiet hours, pauses, language, how often",
        querystring: Key,
        body: ChangeGiven,
        response: { 200: ProfileAnswer, ...refusals },
      },
    },
    async ({ query: { key }, body }, reply) => {
      const row = await demand(key, reply);
      await changeProfile(records.db, row.id, wishColumns(body));
      return answer(await demand(key, reply));
    },
  );

  api.delete(
    base,
    {
      config,
      schema: {
        summary: "Stop everything: nothing is kept",
        querystring: Key,
        response: { 204: z.null(), ...refusals },
      },
    },
    async ({ query: { key } }, reply) => {
      const row = await demand(key, reply);
      await stopAll(parts, row.id);
      return reply.code(204).send(null);
    },
  );

  api.post(
    `${base}/conditions`,
    {
      config,
      schema: {
        summary: "Watch one thing more",
        querystring: Key,
        body: ConditionGiven,
        response: { 201: ProfileAnswer, ...refusals },
      },
    },
    async ({ query: { key }, body }, reply) => {
      const row = await demand(key, reply);
      demandStations(parts, [body]);
      const known = await conditionsOf(records.db, [row.id]);
      if (known.length >= MOST_CONDITIONS)
        throw new Problem(
          alertProblems.alerts_full,
          `A profile watches ${MOST_CONDITIONS} things at most: remove one first.`,
        );
      await insertConditions(records.db, row.id, [conditionColumns(body, new Date(now()))]);
      await runner.changed(row.id);
      return reply.code(201).send(await answer(row));
    },
  );

  const withId = z.object({ id: z.uuid() });
  const unknown = () => new Problem(alertProblems.alert_unknown, "There is no such alert.");

  api.delete(
    `${base}/conditions/:id`,
    {
      config,
      schema: {
        summary: "Watch one thing less",
        ...{ querystring: Key, params: withId },
        response: { 200: ProfileAnswer, ...refusals },
      },
    },
    async ({ query: { key }, params: { id } }, reply) => {
      const row = await demand(key, reply);
      if (!(await removeCondition(records.db, row.id, id))) throw unknown();
      await runner.changed(row.id);
      return answer(row);
    },
  );

  api.delete(
    `${base}/bulletins/:code`,
    {
      config,
      schema: {
        summary: "One bulletin less",
        querystring: Key,
        params: z.object({ code: z.string().max(64) }),
        response: { 200: ProfileAnswer, ...refusals },
      },
    },
    async ({ query: { key }, params: { code } }, reply) => {
      const row = await demand(key, reply);
      const found = (await bulletinsOf(records.db, row.id)).find((one) => keyOf(one) === code);
      if (found === undefined) throw unknown();
      await records.db.transaction(async (tx) => {
        await outbox.withdraw(tx, [bulletinKey(row.id, found.id)]);
        await removeBulletin(tx, row.id, found.id);
      });
      return answer(row);
    },
  );

  api.get(
    `${base}/history`,
    {
      config,
      schema: {
        summary: "What happened, the newest first",
        querystring: Key.extend({
          cursor: z.uuid().optional().describe("`next` of the page before"),
        }),
        response: {
          200: z.object({ transitions: z.array(TransitionAnswer), next: z.uuid().optional() }),
          ...refusals,
        },
      },
    },
    async ({ query: { key, cursor } }, reply) => {
      const { id } = await demand(key, reply);
      const rows = await historyOf(records.db, {
        ...{ profile: id, before: cursor, limit: MOST_HISTORY + 1 },
      });
      const { page, ...more } = pageOf(rows.map(transitionAnswer), MOST_HISTORY);
      return { transitions: page, ...more };
    },
  );

  api.get(
    `${base}/history/:id`,
    {
      config,
      schema: {
        summary: "Why somebody was told, or was not",
        ...{ querystring: Key, params: withId },
        response: { 200: TransitionAnswer, ...refusals },
      },
    },
    async ({ query: { key }, params: { id } }, reply) => {
      const row = await demand(key, reply);
      const found = await findTransition(records.db, row.id, id);
      if (found === undefined) throw unknown();
      return transitionAnswer(found);
    },
  );

  api.put(
    `${base}/history/:id/verdict`,
    {
      config,
      schema: {
        summary: "Was it right?",
        ...{ querystring: Key, params: withId },
        body: z.object({ verdict: z.enum(verdicts).nullable() }),
        response: { 200: TransitionAnswer, ...refusals },
      },
    },
    async ({ query: { key }, params: { id }, body: { verdict } }, reply) => {
      const row = await demand(key, reply);
      const found = await findTransition(records.db, row.id, id);
      if (found === undefined) throw unknown();
      await noteVerdict(records.db, id, verdict);
      return transitionAnswer({ ...found, transition: { ...found.transition, verdict } });
    },
  );
};

/** The link of the mail's own button (RFC 8058): a part of the API that reads any form. */
export const stopAlertRoutes = (
  api: Api,
  parts: Pick<OwnParts, "records" | "outbox" | "publicUrl" | "runner">,
): void => {
  const { records, publicUrl } = parts;
  readAnyForm(api);
  const config = { access: "alerts.subscribe", keepsQuestions: false } as const;
  const params = z.object({ key: z.string().max(100) });

  api.get(
    `${STOP_PATH}:key`,
    {
      config,
      schema: {
        summary: "Leads to the page of one's own alerts; it changes nothing",
        params,
        response: { 303: z.null(), ...refusals },
      },
    },
    async ({ params: { key } }, reply) =>
      reply
        .header("cache-control", "no-store")
        .header("referrer-policy", "no-referrer")
        .redirect(manageUrl(publicUrl, key), 303),
  );

  api.post(
    `${STOP_PATH}:key`,
    {
      config,
      schema: {
        summary: "Stops everything (RFC 8058): also when it was stopped before",
        params,
        response: { 204: z.null(), ...refusals },
      },
    },
    async ({ params: { key } }, reply) => {
      const row = await findByKey(records.db, hashOf(key));
      if (row !== undefined) await stopAll(parts, row.id);
      return reply.code(204).send(null);
    },
  );
};
