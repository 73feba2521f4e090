import * as z from "zod";
import { addressGroup } from "../api/address-group.ts";
import type { Api, Asking } from "../api/api.ts";
import { Problem, refusals } from "../api/problems.ts";
import { Words } from "../api/words.ts";
import { putBulletins } from "../bulletins/queries.ts";
import type { ModuleContext } from "../module.ts";
import { takeAttempt } from "../people/attempt-queries.ts";
import { hashOf, newToken } from "../people/secrets.ts";
import { demandOpenPractice } from "../practices/demand-practice.ts";
import { HOUR_MS } from "../quality/durations.ts";
import { newIdentifier } from "../records/identifiers.ts";
import { findTerritory } from "../territories/territory-routes.ts";
import { confirmationWords, confirmUrl } from "./confirmation-mail.ts";
import { levelName } from "./message.ts";
import { ownProfileAnswer } from "./own-profile.ts";
import { alertProblems } from "./problems.ts";
import {
  beginConditions,
  changeProfile,
  countOfAddress,
  findToConfirm,
  findUnconfirmed,
  insertConditions,
  insertProfile,
  removeConditions,
} from "./queries.ts";
import type { Runner } from "./runner.ts";
import type { AlertSecrets } from "./secrets.ts";
import {
  conditionColumns,
  demandStations,
  ProfileAnswer,
  SubscriptionGiven,
  wishColumns,
} from "./subscription.ts";
import { watchedNames, watchedOf } from "./watched.ts";

/** A link that confirms is good for so long. */
const CONFIRM_MS = 48 * HOUR_MS;
const MAIL_LIMIT = { most: 1, withinMs: 24 * HOUR_MS };
/** Subscriptions from one address or home within an hour. */
const NETWORK_LIMIT = { most: 20, withinMs: HOUR_MS };
const MOST_PROFILES = 10;

const WatchedAnswer = z
  .object({
    name: z.enum(watchedNames),
    kind: z.enum(["quantity", "index", "pollen"]),
    title: Words,
    unit: z.string(),
    over: z.enum(["hour", "day"]),
    lowest: z.number(),
    highest: z.number(),
    levels: z
      .array(z.object({ level: z.int(), name: Words }))
      .meta({ description: "Of an index or of pollen; empty for quantities" }),
  })
  .meta({ id: "AlertWatched" });

type SubscriptionParts = Pick<
  ModuleContext,
  "records" | "mail" | "people" | "stations" | "knownStations" | "territories" | "publicUrl" | "now"
> & { readonly secrets: AlertSecrets; readonly runner: Runner };

export const subscriptionRoutes = (api: Api, parts: SubscriptionParts): void => {
  const { records, mail, people, territories, publicUrl, now, secrets, runner } = parts;
  const config = { access: "alerts.subscribe", keepsQuestions: false } as const;

  api.get(
    "/api/v1/alerts/watched",
    {
      config,
      schema: {
        summary: "What alerts can be about, with the thresholds that make sense",
        response: { 200: z.object({ watched: z.array(WatchedAnswer) }), ...refusals },
      },
    },
    async () => ({
      watched: watchedNames.flatMap((name) => {
        const watched = watchedOf(name);
        if (watched === undefined) return [];
        const [lowest, highest] = watched.bounds;
        return {
          ...{ name, kind: watched.kind, title: watched.title, unit: watched.unit },
          ...{ over: watched.pace, lowest, highest },
          levels:
            watched.kind === "quantity"
              ? []
              : Array.from({ length: highest }, (_, index) => index + 1).flatMap((level) => {
                  const words = levelName(watched, level);
                  return words === undefined ? [] : { level, name: words };
                }),
        };
      }),
    }),
  );

  const countFrom = (request: Asking): void => {
    const from = addressGroup(people.visitors.of(request).address);
    if (!people.attempts.take(`alerts ${from}`, NETWORK_LIMIT))
      throw new Problem(
        alertProblems.alerts_too_often,
        `At most ${NETWORK_LIMIT.most} subscriptions an hour come from one place: try again later.`,
      );
  };

  /** Each once. */
  const territoriesNamed = async (codes: readonly string[]) => {
    const found = await Promise.all(
      codes.map((code) => findTerritory(records.db, territories.country, code)),
    );
    return [...new Map(found.map((one) => [one.id, one])).values()];
  };

  api.post(
    "/api/v1/alerts",
    {
      config,
      schema: {
        summary: "Ask to be told by mail when something is high, or to get a bulletin each day",
        description:
          "No account is needed. A mail with a link goes to the address, one a day at most; without the click on its page nothing is sent, and after 48 hours nothing is kept. What is asked for again before that takes the place of what was asked for first. The answer is always the same: it does not say whether the address is known.",
        body: SubscriptionGiven,
        response: {
          202: z.object({ validHours: z.literal(48), mailsADay: z.literal(1) }),
          ...refusals,
        },
      },
    },
    async (request, reply) => {
      const { address, conditions, bulletins: codes, practice: slug, ...wishes } = request.body;
      countFrom(request);
      demandStations(parts, conditions);
      const bulletins = await territoriesNamed(codes);
      const practice = slug === undefined ? null : await demandOpenPractice(records.db, slug);
      const at = new Date(now());
      const rows = conditions.map((one) => conditionColumns(one, at));
      const digest = secrets.digestOf(address);
      const { language, everyMinutes, zone = territories.zoneOf(undefined) } = wishes;
      const columns = {
        ...{ ...wishColumns(wishes), language, everyMinutes, zone },
        practice: practice?.organisation ?? null,
      };
      await records.db.transaction(async (tx) => {
        const waiting = await findUnconfirmed(tx, digest, at);
        if (waiting !== undefined) {
          await changeProfile(tx, waiting.id, columns);
          await removeConditions(tx, waiting.id);
          await insertConditions(tx, waiting.id, rows);
          await putBulletins(tx, waiting.id, bulletins);
        } else if ((await countOfAddress(tx, digest)) >= MOST_PROFILES) return;
        const mayMail = await takeAttempt(tx, hashOf(`alerts ${digest.toString("base64url")}`), {
          ...MAIL_LIMIT,
          now: now(),
        });
        if (!mayMail) return;
        const token = newToken();
        const confirm = {
          confirmHash: hashOf(token),
          confirmUntil: new Date(now() + CONFIRM_MS),
        };
        if (waiting === undefined) {
          const id = newIdentifier();
          const { keyHash, key } = secrets.newKey(id);
          await insertProfile(tx, {
            ...{ id, digest, keyHash, key, created: at, ...columns, ...confirm },
            address: secrets.sealAddress(id, address),
          });
          await insertConditions(tx, id, rows);
          await putBulletins(tx, id, bulletins);
        } else await changeProfile(tx, waiting.id, confirm);
        await mail.put(tx, {
          to: { address, language },
          ...{ subject: "alerts.confirm", personal: true, expiresInMs: CONFIRM_MS },
          words: confirmationWords(confirmUrl(publicUrl, token)),
        });
      });
      return reply.code(202).send({ validHours: 48, mailsADay: 1 } as const);
    },
  );

  const Token = z.object({ token: z.string().min(1).max(100) });
  const unknown = () =>
    new Problem(
      alertProblems.alerts_key_unknown,
      "This link is not whole, was used already, or is older than 48 hours: ask for the alerts again.",
    );

  api.post(
    "/api/v1/alerts/confirm/look",
    {
      config,
      schema: {
        summary: "What a link in a mail would confirm; it changes nothing",
        body: Token,
        response: { 200: ProfileAnswer, ...refusals },
      },
    },
    async ({ body: { token } }, reply) => {
      reply.header("cache-control", "no-store");
      const row = await findToConfirm(records.db, hashOf(token), new Date(now()));
      if (row === undefined) throw unknown();
      return ownProfileAnswer(records.db, row);
    },
  );

  api.post(
    "/api/v1/alerts/confirm",
    {
      config,
      schema: {
        summary: "Confirm: from now on messages are sent",
        body: Token,
        response: {
          200: z.object({ key: z.string().meta({ description: "Opens the alerts" }) }),
          ...refusals,
        },
      },
    },
    async ({ body: { token } }, reply) => {
      reply.header("cache-control", "no-store");
      const at = new Date(now());
      const done = await records.db.transaction(async (tx) => {
        const row = await findToConfirm(tx, hashOf(token), at);
        if (row === undefined) return undefined;
        await changeProfile(tx, row.id, {
          ...{ state: "active", confirmed: at, confirmHash: null, confirmUntil: null },
        });
        await beginConditions(tx, row.id, at);
        return row;
      });
      const key = done && secrets.open(done)?.key;
      if (done === undefined || key === undefined) throw unknown();
      await runner.changed(done.id);
      return { key };
    },
  );
};
