import * as z from "zod";
import { addressGroup } from "../api/address-group.ts";
import type { Api, Asking } from "../api/api.ts";
import { Problem, refusals } from "../api/problems.ts";
import type { ModuleContext } from "../module.ts";
import { hashOf } from "../people/secrets.ts";
import { HOUR_MS } from "../quality/durations.ts";
import { smsCodeIn } from "./confirmation.ts";
import { ownProfileAnswer } from "./own-profile.ts";
import { alertProblems } from "./problems.ts";
import { beginConditions, changeProfile, findToConfirm } from "./queries.ts";
import type { Runner } from "./runner.ts";
import type { AlertSecrets } from "./secrets.ts";
import { ProfileAnswer } from "./subscription.ts";

/** Codes of SMS are short: so many are tried from one address or home within an hour. */
const CODE_LIMIT = { most: 20, withinMs: HOUR_MS };

type ConfirmParts = Pick<ModuleContext, "records" | "people" | "now"> & {
  readonly secrets: AlertSecrets;
  readonly runner: Runner;
};

/** What a link in a mail, or the code of an SMS, confirms. */
export const confirmRoutes = (api: Api, parts: ConfirmParts): void => {
  const { records, people, now, secrets, runner } = parts;
  const config = { access: "alerts.subscribe", keepsQuestions: false } as const;

  const Token = z.object({
    token: z.string().min(1).max(100).meta({ description: "Of the link, or the code of an SMS" }),
  });
  /** What is looked for: a code may be typed with spaces and in small letters. */
  const hashOfToken = (request: Asking, token: string): string => {
    const code = smsCodeIn(token);
    if (code === undefined) return hashOf(token);
    const from = addressGroup(people.visitors.of(request).address);
    if (!people.attempts.take(`alerts code ${from}`, CODE_LIMIT))
      throw new Problem(
        alertProblems.alerts_too_often,
        `At most ${CODE_LIMIT.most} codes an hour are tried from one place: try again later.`,
      );
    return hashOf(code);
  };
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
    async (request, reply) => {
      reply.header("cache-control", "no-store");
      const hash = hashOfToken(request, request.body.token);
      const row = await findToConfirm(records.db, hash, new Date(now()));
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
    async (request, reply) => {
      reply.header("cache-control", "no-store");
      const at = new Date(now());
      const hash = hashOfToken(request, request.body.token);
      const done = await records.db.transaction(async (tx) => {
        const row = await findToConfirm(tx, hash, at);
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
