import { StationId } from "@datacityzen/hardware/identifiers";
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
import type { SmsContent } from "../sms/gateway.ts";
import { readPhoneNumber } from "../sms/phone-number.ts";
import { findTerritory } from "../territories/territory-routes.ts";
import { confirmationSms, confirmationWords, confirmUrl, newSmsCode } from "./confirmation.ts";
import type { ForecastFigures } from "./forecast-figures.ts";
import { alertProblems } from "./problems.ts";
import {
  changeProfile,
  countOfAddress,
  findUnconfirmed,
  insertConditions,
  insertProfile,
  removeConditions,
} from "./queries.ts";
import type { AlertSecrets } from "./secrets.ts";
import type { Target } from "./stations-around.ts";
import {
  conditionColumns,
  demandStations,
  SubscriptionGiven,
  wishColumns,
} from "./subscription.ts";
import { levelName } from "./value-words.ts";
import { paces, type Watched, watchedNames, watchedOf } from "./watched.ts";

/** A link that confirms is good for so long. */
const CONFIRM_MS = 48 * HOUR_MS;
const MAIL_LIMIT = { most: 1, withinMs: 24 * HOUR_MS };
/** Subscriptions from one address or home within an hour. */
const NETWORK_LIMIT = { most: 20, withinMs: HOUR_MS };
/** SMS that ask for a confirmation, of the whole platform: each costs. */
const SMS_LIMIT = { most: 500, withinMs: 24 * HOUR_MS };
const MOST_PROFILES = 10;

const WatchedAnswer = z
  .object({
    name: z.enum(watchedNames),
    kind: z.enum(["quantity", "index", "pollen"]),
    title: Words,
    unit: z.string(),
    over: z.enum(paces).meta({
      description: "`tomorrow`: what somebody forecasts of the next day",
    }),
    lowest: z.number(),
    highest: z.number(),
    levels: z
      .array(z.object({ level: z.int(), name: Words }))
      .meta({ description: "Of an index or of pollen; empty for quantities" }),
  })
  .meta({ id: "AlertWatched" });

const Degrees = (most: number) => z.coerce.number().min(-most).max(most).optional();
const WhereAsked = z.object({ station: StationId.optional(), lat: Degrees(90), lon: Degrees(180) });

const targetAsked = ({ station, lat, lon }: z.output<typeof WhereAsked>): Target | undefined => {
  if (station !== undefined) return { kind: "station", station };
  return lat === undefined || lon === undefined ? undefined : { kind: "place", lat, lon };
};

type SubscriptionParts = Pick<
  ModuleContext,
  | "records"
  | "mail"
  | "outbox"
  | "people"
  | "stations"
  | "knownStations"
  | "territories"
  | "sendsSms"
  | "publicUrl"
  | "now"
> & {
  readonly secrets: AlertSecrets;
  readonly forecasts: ForecastFigures;
};

export const subscriptionRoutes = (api: Api, parts: SubscriptionParts): void => {
  const {
    records,
    mail,
    outbox,
    people,
    territories,
    sendsSms,
    publicUrl,
    now,
    secrets,
    forecasts,
  } = parts;
  const config = { access: "alerts.subscribe", keepsQuestions: false } as const;

  /** Forecasts are offered where somebody makes them. */
  const offeredAt = async (target: Target | undefined): Promise<(watched: Watched) => boolean> => {
    if (target === undefined) return () => true;
    const subjects = await forecasts.subjectsAt(target, now());
    return ({ forecast }) => forecast === undefined || subjects.has(forecast);
  };

  api.get(
    "/api/v1/alerts/watched",
    {
      config,
      schema: {
        summary: "What alerts can be about, with the thresholds that make sense",
        description:
          "Asked for a station or a point, forecasts are named of which something was imported for it in the last seven days; else all.",
        querystring: WhereAsked,
        response: {
          200: z.object({
            watched: z.array(WatchedAnswer),
            sms: z.boolean().meta({ description: "Whether somebody may be told by SMS" }),
          }),
          ...refusals,
        },
      },
    },
    async ({ query }) => {
      const isOffered = await offeredAt(targetAsked(query));
      return {
        sms: sendsSms,
        watched: watchedNames.flatMap((name) => {
          const watched = watchedOf(name);
          if (watched === undefined || !isOffered(watched)) return [];
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
      };
    },
  );

  const countFrom = (request: Asking): void => {
    const from = addressGroup(people.visitors.of(request).address);
    if (!people.attempts.take(`alerts ${from}`, NETWORK_LIMIT))
      throw new Problem(
        alertProblems.alerts_too_often,
        `At most ${NETWORK_LIMIT.most} subscriptions an hour come from one place: try again later.`,
      );
  };

  /** By which way somebody asks to be told, and where. */
  const readerOf = ({
    address,
    phone,
  }: Pick<z.output<typeof SubscriptionGiven>, "address" | "phone">): {
    readonly channel: "mail" | "sms";
    readonly address: string;
  } => {
    if (address !== undefined) return { channel: "mail", address };
    if (!sendsSms)
      throw new Problem(
        alertProblems.alerts_no_sms,
        "This platform sends no SMS: give an address.",
      );
    const number = readPhoneNumber(phone ?? "", territories.country.country);
    if (number === undefined)
      throw new Problem(
        alertProblems.alerts_no_sms,
        "This is no mobile number of the country: no SMS is sent there.",
      );
    return { channel: "sms", address: number };
  };
  const smsLimit = () => ({ ...SMS_LIMIT, now: now() });

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
      const {
        address,
        phone,
        conditions,
        bulletins: codes,
        practice: slug,
        ...wishes
      } = request.body;
      countFrom(request);
      const reader = readerOf({ address, phone });
      if (reader.channel === "sms" && codes.length > 0)
        throw new Problem(alertProblems.alerts_no_sms, "A bulletin is too long for SMS.");
      demandStations(parts, conditions);
      const bulletins = await territoriesNamed(codes);
      const practice = slug === undefined ? null : await demandOpenPractice(records.db, slug);
      const at = new Date(now());
      const rows = conditions.map((one) => conditionColumns(one, at));
      const digest = secrets.digestOf(reader.address);
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
        if (reader.channel === "sms" && !(await takeAttempt(tx, "alerts sms", smsLimit()))) return;
        const token = reader.channel === "sms" ? newSmsCode() : newToken();
        const confirm = {
          confirmHash: hashOf(token),
          confirmUntil: new Date(now() + CONFIRM_MS),
        };
        if (waiting === undefined) {
          const id = newIdentifier();
          const { keyHash, key } = secrets.newKey(id);
          await insertProfile(tx, {
            ...{ id, digest, keyHash, key, created: at, ...columns, ...confirm },
            channel: reader.channel,
            address: secrets.sealAddress(id, reader.address),
          });
          await insertConditions(tx, id, rows);
          await putBulletins(tx, id, bulletins);
        } else await changeProfile(tx, waiting.id, confirm);
        const about = { subject: "alerts.confirm", personal: true, expiresInMs: CONFIRM_MS };
        const link = confirmUrl(publicUrl, token);
        if (reader.channel === "sms")
          await outbox.put(tx, {
            ...{ ...about, kind: "sms", recipient: reader.address },
            content: { text: confirmationSms(token, link)[language] } satisfies SmsContent,
          });
        else
          await mail.put(tx, {
            ...{ ...about, to: { address: reader.address, language } },
            words: confirmationWords(link),
          });
      });
      return reply.code(202).send({ validHours: 48, mailsADay: 1 } as const);
    },
  );
};
