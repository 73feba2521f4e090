import * as z from "zod";
import type { Api } from "../api/api.ts";
import { Problem, refusals } from "../api/problems.ts";
import type { ModuleContext } from "../module.ts";
import { newIdentifier } from "../records/identifiers.ts";
import { toldOf } from "./answer-profile.ts";
import { atomOf, type FeedEntry } from "./feed.ts";
import { type MessageContext, toldWords } from "./message.ts";
import type { DemandProfile } from "./own-routes.ts";
import { alertProblems } from "./problems.ts";
import { historyOf } from "./queries.ts";
import type { AlertSecrets } from "./secrets.ts";
import type { Vapid } from "./vapid.ts";
import { findProfile, putWay, removeWay, waysOf } from "./way-queries.ts";
import { addressOf, MOST_WAYS, WayGiven, type WayTarget, wayKinds } from "./ways.ts";
import { newWebhookSecret } from "./webhook.ts";

const MOST_ENTRIES = 50;
export const FEED_PATH = "/api/v1/alerts/feed/";

const Key = z.object({
  key: z.string().min(1).max(100).meta({ description: "Stands in each message" }),
});

const Way = z.object({
  id: z.uuid(),
  kind: z.enum(wayKinds),
  host: z.string().meta({ description: "Of the push service, or of the webhook" }),
  created: z.iso.datetime(),
});

interface WayParts extends Pick<ModuleContext, "records" | "requests" | "publicUrl" | "now"> {
  readonly secrets: AlertSecrets;
  readonly vapid: Vapid;
  readonly demand: DemandProfile;
}

/** Ways beside the mail: browsers, programs, and a feed. */
export const wayRoutes = (api: Api, parts: WayParts): void => {
  const { records, requests, publicUrl, now, secrets, vapid, demand } = parts;
  const config = { access: "alerts.subscribe", keepsQuestions: false } as const;
  const base = "/api/v1/alerts/mine/ways";

  const shown = async (profile: string): Promise<z.infer<typeof Way>[]> =>
    (await waysOf(records.db, [profile])).flatMap((row) => {
      const target = secrets.openWay(row);
      if (target === undefined) return [];
      const host = URL.parse(addressOf(target))?.host ?? "";
      return { id: row.id, kind: row.kind, host, created: row.created.toISOString() };
    });

  api.get(
    base,
    {
      config,
      schema: {
        summary: "Where else one is told, and the address of one's feed",
        querystring: Key,
        response: {
          200: z.object({
            ways: z.array(Way),
            pushKey: z.string().meta({
              description: "`applicationServerKey` for `pushManager.subscribe` (RFC 8292)",
            }),
            feed: z.url().meta({ description: "Atom (RFC 4287): whoever has it reads the alerts" }),
          }),
          ...refusals,
        },
      },
    },
    async ({ query: { key } }, reply) => {
      const { id } = await demand(key, reply);
      const feed = new URL(`${FEED_PATH}${secrets.feedToken(id)}`, publicUrl).href;
      return { ways: await shown(id), pushKey: vapid.publicKey, feed };
    },
  );

  api.post(
    base,
    {
      config,
      schema: {
        summary: "Be told in a browser (Web Push) or by a webhook too",
        description:
          "A webhook gets each message as JSON, signed by Standard Webhooks with the secret of the answer, which is told once. An answer of 404 or 410 removes the way.",
        querystring: Key,
        body: WayGiven,
        response: {
          201: z.object({ ways: z.array(Way), secret: z.string().optional() }),
          ...refusals,
        },
      },
    },
    async ({ query: { key }, body }, reply) => {
      const { id: profile } = await demand(key, reply);
      const refused = requests.judge(addressOf(body));
      if (refused !== undefined) throw new Problem(alertProblems.alert_way_refused, refused.en);
      const secret = body.kind === "webhook" ? newWebhookSecret() : undefined;
      const target: WayTarget = body.kind === "webhook" ? { ...body, secret: secret ?? "" } : body;
      const id = newIdentifier();
      await records.db.transaction(async (tx) => {
        await putWay(tx, {
          ...{ id, profile, kind: body.kind, created: new Date(now()) },
          digest: secrets.digestOf(addressOf(body)),
          target: secrets.sealWay(id, target),
        });
        if ((await waysOf(tx, [profile])).length > MOST_WAYS)
          throw new Problem(
            alertProblems.alerts_full,
            `A profile has ${MOST_WAYS} ways beside the mail at most: remove one first.`,
          );
      });
      const answer = { ways: await shown(profile), ...(secret === undefined ? {} : { secret }) };
      return reply.code(201).send(answer);
    },
  );

  api.delete(
    `${base}/:id`,
    {
      config,
      schema: {
        summary: "Be told in one browser or by one webhook no more",
        ...{ querystring: Key, params: z.object({ id: z.uuid() }) },
        response: { 200: z.object({ ways: z.array(Way) }), ...refusals },
      },
    },
    async ({ query: { key }, params: { id } }, reply) => {
      const { id: profile } = await demand(key, reply);
      if (!(await removeWay(records.db, id, profile)))
        throw new Problem(alertProblems.alert_unknown, "There is no such way.");
      return { ways: await shown(profile) };
    },
  );

  api.get(
    `${FEED_PATH}:token`,
    {
      config,
      schema: {
        summary: "One's alerts as an Atom feed (RFC 4287)",
        params: z.object({ token: z.string().max(200) }),
        response: { 200: z.string(), ...refusals },
      },
    },
    async ({ params: { token } }, reply) => {
      const id = secrets.readFeedToken(token);
      const profile = id === undefined ? undefined : await findProfile(records.db, id);
      if (profile === undefined || profile.state !== "active")
        throw new Problem(alertProblems.alerts_key_unknown, "No alerts belong to this address.");
      const { language, zone } = profile;
      const context: MessageContext = { language, zone, publicUrl, key: "", now: now() };
      const rows = await historyOf(records.db, { profile: profile.id, limit: MOST_ENTRIES });
      const entries = rows.flatMap(({ transition, condition }): FeedEntry[] => {
        if (transition.answer !== "told") return [];
        const words = toldWords(toldOf(transition, condition), context);
        const at = (transition.answered ?? transition.detected).getTime();
        return words === undefined ? [] : [{ id: transition.id, at, ...words }];
      });
      const self = new URL(`${FEED_PATH}${token}`, publicUrl).href;
      const created = profile.created.getTime();
      return reply
        .header("content-type", "application/atom+xml; charset=utf-8")
        .header("cache-control", "private, no-store")
        .header("x-robots-tag", "noindex")
        .send(atomOf({ language, id: profile.id, self, created, entries }));
    },
  );
};
