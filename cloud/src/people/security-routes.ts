import { randomUUIDv7 } from "node:crypto";
import * as z from "zod";
import { keyScopes } from "../access/roles.ts";
import type { Api, Asking } from "../api/api.ts";
import { apiProblems, Problem, refusals } from "../api/problems.ts";

import {
  accountIn,
  actorOf,
  demandFreshSession,
  demandSession,
  personIn,
} from "./account-routes.ts";
import { addressOf } from "./addresses.ts";
import { callBetterAuth, headersFor, passCookies, refusalOf } from "./better-auth-calls.ts";
import { KEY_PREFIX } from "./identify.ts";
import { insertKey, keysOf, removeKey } from "./key-queries.ts";
import { countAttemptOn } from "./limits.ts";
import { type AccountChange, accountMail, changedMail } from "./mails.ts";
import type { People } from "./people.ts";
import { changePerson } from "./person-queries.ts";
import { hashOf, newToken } from "./secrets.ts";
import { removeSessions } from "./session-queries.ts";
import { refusedCode, refusedSignIn } from "./sign-in.ts";
import {
  findPassword,
  passkeysOf,
  putPassword,
  removePasskey,
  removePassword,
  removeTwoFactor,
  useCode,
} from "./sign-in-method-queries.ts";
import { demandStrength, NewPassword, Nothing } from "./sign-in-routes.ts";

const secure = { access: "account.secure", resource: "own account" } as const;

const MOST_PASSKEYS = 20;
const MOST_KEYS = 20;
const Code = z.strictObject({ code: z.string().trim().min(6).max(20) });
const Instant = z.iso.datetime();

const Key = z.object({
  id: z.uuid(),
  name: z.string(),
  scopes: z.array(z.string()),
  created: Instant,
  until: Instant.optional(),
  lastUsed: Instant.optional(),
});

type Tx = Parameters<typeof putPassword>[0];

/** What decides who gets into an account: all of it in person, and soon after a sign-in. */
export const securityRoutes = (api: Api, people: People): void => {
  const { records, audit, mail, auth, identification } = people;
  const { db } = records;

  /** In the audit, and told to the person. */
  const tell = async (tx: Tx, request: Asking, change: AccountChange): Promise<void> => {
    const id = accountIn(request);
    await audit.write(tx, { ...actorOf(request), action: `people.${change}`, thing: id });
    const person = await personIn(people, id);
    const address = addressOf(person.email);
    if (address !== undefined)
      await mail.put(
        tx,
        accountMail(
          { address, name: person.name, language: person.language },
          "account.changed",
          changedMail(change),
          { person: id },
        ),
      );
  };

  api.put(
    "/api/v1/account/password",
    {
      config: secure,
      schema: {
        summary: "Set or change the password; other sessions end",
        body: z.strictObject({ password: NewPassword, current: NewPassword.optional() }),
        response: { 200: Nothing, ...refusals },
      },
    },
    async (request) => {
      const { password, current } = request.body;
      const id = accountIn(request);
      const open =
        current === undefined
          ? demandFreshSession(people, request)
          : demandSession(people, request);
      demandStrength(password);
      const context = await auth.$context;
      if (current !== undefined) {
        await countAttemptOn(people, id);
        const known = (await findPassword(db, id))?.password;
        const fits =
          known !== null &&
          known !== undefined &&
          (await context.password.verify({ hash: known, password: current }));
        if (!fits) throw refusedSignIn();
      }
      const hash = await context.password.hash(password);
      await db.transaction(async (tx) => {
        const at = new Date(people.now());
        await putPassword(tx, id, hash, at);
        await changePerson(tx, id, { codeMustChange: false }, at);
        await removeSessions(tx, id, open.id);
        await tell(tx, request, "password");
      });
      identification.forget();
      return {};
    },
  );

  api.delete(
    "/api/v1/account/password",
    {
      config: secure,
      schema: { summary: "Sign in without a password", response: { 200: Nothing, ...refusals } },
    },
    async (request) => {
      demandFreshSession(people, request);
      const person = await personIn(people, accountIn(request));
      if (addressOf(person.email) === undefined)
        throw new Problem(
          apiProblems.conflict,
          "Without an address the code is the only way in: it can be changed, not removed.",
        );
      await db.transaction(async (tx) => {
        await removePassword(tx, person.id);
        await tell(tx, request, "password");
      });
      return {};
    },
  );

  api.post(
    "/api/v1/account/passkeys/options",
    {
      config: secure,
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
      config: secure,
      schema: {
        summary: "Add a passkey",
        body: z.strictObject({
          name: z.string().trim().min(1).max(60),
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
      await db.transaction((tx) => tell(tx, request, "passkey"));
      passCookies(reply, response);
      return {};
    },
  );

  api.delete(
    "/api/v1/account/passkeys/:id",
    {
      config: secure,
      schema: {
        summary: "Remove a passkey",
        params: z.object({ id: z.uuid() }),
        response: { 200: Nothing, ...refusals },
      },
    },
    async (request) => {
      demandFreshSession(people, request);
      if (!(await removePasskey(db, request.params.id, accountIn(request))))
        throw new Problem(apiProblems.not_found, "There is no such passkey.");
      return {};
    },
  );

  api.post(
    "/api/v1/account/totp",
    {
      config: secure,
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
      config: secure,
      schema: {
        summary: "Confirm the authenticator by a code: from now on codes are asked for",
        body: Code,
        response: { 200: Nothing, ...refusals },
      },
    },
    async (request, reply) => {
      demandFreshSession(people, request);
      const response = await demandCode(request, request.body.code);
      await db.transaction((tx) => tell(tx, request, "totp_on"));
      identification.forget();
      passCookies(reply, response);
      return {};
    },
  );

  api.post(
    "/api/v1/account/totp/remove",
    {
      config: secure,
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
        await tell(tx, request, "totp_off");
      });
      return {};
    },
  );

  api.get(
    "/api/v1/account/keys",
    {
      config: secure,
      schema: {
        summary: "Keys of programs that act for this account",
        response: { 200: z.object({ keys: z.array(Key) }), ...refusals },
      },
    },
    async (request) => ({
      keys: (await keysOf(db, accountIn(request))).map(
        ({ id, name, scopes, created, until, lastUsed }) => ({
          id,
          name,
          scopes,
          created: created.toISOString(),
          ...(until === null ? {} : { until: until.toISOString() }),
          ...(lastUsed === null ? {} : { lastUsed: lastUsed.toISOString() }),
        }),
      ),
    }),
  );

  api.post(
    "/api/v1/account/keys",
    {
      config: secure,
      schema: {
        summary: "Make a key for a program; it is shown once",
        body: z.strictObject({
          name: z.string().trim().min(1).max(60),
          scopes: z.array(z.enum(keyScopes)).min(1).max(keyScopes.length),
          until: Instant.optional(),
        }),
        response: { 201: z.object({ id: z.uuid(), key: z.string() }), ...refusals },
      },
    },
    async (request, reply) => {
      demandFreshSession(people, request);
      const person = accountIn(request);
      const { name, scopes, until } = request.body;
      const id = randomUUIDv7();
      const key = `${KEY_PREFIX}${newToken()}`;
      await db.transaction(async (tx) => {
        if ((await keysOf(tx, person)).length >= MOST_KEYS)
          throw new Problem(apiProblems.conflict, `An account has ${MOST_KEYS} keys at most.`);
        await insertKey(tx, {
          id,
          person,
          name,
          hash: hashOf(key),
          scopes: [...new Set(scopes)],
          created: new Date(people.now()),
          until: until === undefined ? null : new Date(until),
        });
        await tell(tx, request, "key");
      });
      reply.code(201).header("cache-control", "no-store");
      return { id, key };
    },
  );

  api.delete(
    "/api/v1/account/keys/:id",
    {
      config: secure,
      schema: {
        summary: "Withdraw a key",
        params: z.object({ id: z.uuid() }),
        response: { 200: Nothing, ...refusals },
      },
    },
    async (request) => {
      if (!(await removeKey(db, request.params.id, accountIn(request))))
        throw new Problem(apiProblems.not_found, "There is no such key.");
      identification.forget();
      return {};
    },
  );
};
