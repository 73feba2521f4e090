import * as z from "zod";
import type { Api, Asking } from "../api/api.ts";
import { Nothing } from "../api/nothing.ts";
import { apiProblems, Problem, refusals } from "../api/problems.ts";
import { recordChange } from "./account-change.ts";
import { callBetterAuth, headersFor, passCookies, refusalOf } from "./better-auth-calls.ts";
import { countAttemptOn } from "./limits.ts";
import { accountIn, demandFreshSession, own } from "./own-account.ts";
import type { People } from "./people.ts";
import { changePerson } from "./person-queries.ts";
import { hashOf } from "./secrets.ts";
import { refusedCode, refusedSignIn } from "./sign-in.ts";
import { removeTwoFactor, useCode } from "./sign-in-method-queries.ts";
import { NewPassword } from "./sign-in-routes.ts";

const Code = z.strictObject({ code: z.string().trim().min(6).max(20) });

export const authenticatorRoutes = (api: Api, people: People): void => {
  const { records, auth, identification } = people;
  const { db } = records;

  api.post(
    "/api/v1/account/totp",
    {
      config: own("account.secure"),
      schema: {
        summary: "Begin to use an authenticator; it counts when a code is confirmed",
        body: z.strictObject({
          password: NewPassword.optional().meta({ description: "Where the account has one" }),
        }),
        response: {
          200: z.object({
            uri: z.string(),
            secret: z.string(),
            recoveryCodes: z.array(z.string()),
          }),
          ...refusals,
        },
      },
    },
    async (request) => {
      demandFreshSession(people, request);
      await countAttemptOn(people, accountIn(request));
      const response = await callBetterAuth(people, () =>
        auth.api.enableTwoFactor({
          body: { method: "totp", ...request.body },
          headers: headersFor(people, request),
          asResponse: true,
        }),
      );
      if ((await refusalOf(response)) === "TOTP_ALREADY_ENABLED")
        throw new Problem(apiProblems.conflict, "An authenticator is in use: remove it first.");
      if (!response.ok) throw refusedSignIn();
      const { totpURI, backupCodes } = (await response.json()) as {
        totpURI: string;
        backupCodes: string[];
      };
      return {
        uri: totpURI,
        secret: new URL(totpURI).searchParams.get("secret") ?? "",
        recoveryCodes: backupCodes,
      };
    },
  );

  /** A code of the authenticator of whoever has signed in; it counts once. */
  const demandCode = async (request: Asking, code: string): Promise<Response> => {
    const id = accountIn(request);
    await countAttemptOn(people, id);
    const response = await callBetterAuth(people, () =>
      auth.api.verifyTOTP({
        body: { code },
        headers: headersFor(people, request),
        asResponse: true,
      }),
    );
    if (!response.ok) throw refusedCode();
    if (!(await useCode(db, id, hashOf(code), new Date(people.now())))) throw refusedCode();
    return response;
  };

  api.post(
    "/api/v1/account/totp/confirm",
    {
      config: own("account.secure"),
      schema: {
        summary: "Confirm the authenticator by a code: from now on codes are asked for",
        body: Code,
        response: { 200: Nothing, ...refusals },
      },
    },
    async (request, reply) => {
      demandFreshSession(people, request);
      const response = await demandCode(request, request.body.code);
      await db.transaction((tx) => recordChange(people, tx, request, "totp_on"));
      identification.forget();
      passCookies(reply, response);
      return {};
    },
  );

  api.post(
    "/api/v1/account/totp/remove",
    {
      config: own("account.secure"),
      schema: {
        summary: "Stop using an authenticator",
        body: Code,
        response: { 200: Nothing, ...refusals },
      },
    },
    async (request) => {
      demandFreshSession(people, request);
      await demandCode(request, request.body.code);
      await db.transaction(async (tx) => {
        const id = accountIn(request);
        await removeTwoFactor(tx, id);
        await changePerson(tx, id, { twoFactorEnabled: false }, new Date(people.now()));
        await recordChange(people, tx, request, "totp_off");
      });
      return {};
    },
  );
};
