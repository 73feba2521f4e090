import * as z from "zod";
import type { Api } from "../api/api.ts";
import { nameOf } from "../api/given-names.ts";
import { Nothing } from "../api/nothing.ts";
import { apiProblems, Problem, refusals } from "../api/problems.ts";
import { recordChange } from "./account-change.ts";
import { callBetterAuth, headersFor, passCookies } from "./better-auth-calls.ts";
import { accountIn, actorOf, demandFreshSession, own } from "./own-account.ts";
import type { People } from "./people.ts";
import { refusedSignIn } from "./sign-in.ts";
import { passkeysOf, removePasskey } from "./sign-in-method-queries.ts";

const MOST_PASSKEYS = 20;

export const passkeyRoutes = (api: Api, people: People): void => {
  const { records, auth, audit } = people;
  const { db } = records;

  api.post(
    "/api/v1/account/passkeys/options",
    {
      config: own("account.secure"),
      schema: {
        summary: "A challenge for a new passkey (WebAuthn)",
        response: { 200: z.looseObject({ challenge: z.string() }), ...refusals },
      },
    },
    async (request, reply) => {
      demandFreshSession(people, request);
      if ((await passkeysOf(db, accountIn(request))).length >= MOST_PASSKEYS)
        throw new Problem(
          apiProblems.conflict,
          `An account has ${MOST_PASSKEYS} passkeys at most.`,
        );
      const response = await callBetterAuth(people, () =>
        auth.api.generatePasskeyRegistrationOptions({
          headers: headersFor(people, request),
          asResponse: true,
        }),
      );
      if (!response.ok) throw refusedSignIn();
      passCookies(reply, response);
      return (await response.json()) as { challenge: string };
    },
  );

  api.post(
    "/api/v1/account/passkeys",
    {
      config: own("account.secure"),
      schema: {
        summary: "Add a passkey",
        body: z.strictObject({
          name: nameOf(60),
          response: z.looseObject({ id: z.string() }),
        }),
        response: { 200: Nothing, ...refusals },
      },
    },
    async (request, reply) => {
      demandFreshSession(people, request);
      const { name, response: answer } = request.body;
      const response = await callBetterAuth(people, () =>
        auth.api.verifyPasskeyRegistration({
          body: { response: answer as never, name },
          headers: headersFor(people, request),
          asResponse: true,
        }),
      );
      if (!response.ok)
        throw new Problem(
          apiProblems.invalid_request,
          "The passkey could not be checked. Begin again; a challenge is good for five minutes.",
        );
      await db.transaction((tx) => recordChange(people, tx, request, "passkey"));
      passCookies(reply, response);
      return {};
    },
  );

  api.delete(
    "/api/v1/account/passkeys/:id",
    {
      config: own("account.secure"),
      schema: {
        summary: "Remove a passkey",
        params: z.object({ id: z.uuid() }),
        response: { 200: Nothing, ...refusals },
      },
    },
    async (request) => {
      demandFreshSession(people, request);
      const person = accountIn(request);
      await db.transaction(async (tx) => {
        if (!(await removePasskey(tx, request.params.id, person)))
          throw new Problem(apiProblems.not_found, "There is no such passkey.");
        await audit.write(tx, {
          ...actorOf(request),
          ...{ action: "people.passkey_removed", thing: person },
        });
      });
      return {};
    },
  );
};
