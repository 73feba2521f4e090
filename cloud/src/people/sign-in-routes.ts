import * as z from "zod";
import type { Api } from "../api/api.ts";
import { Nothing } from "../api/nothing.ts";
import { Problem, refusals } from "../api/problems.ts";
import { EmailAddress, noAddress } from "./addresses.ts";
import { passwordLength } from "./auth.ts";
import { callBetterAuth, headersFor, passCookies } from "./better-auth-calls.ts";
import { FifteenOn } from "./fifteen.ts";
import { countAttempt, countAttemptOn, mayMail } from "./limits.ts";
import { findLink } from "./link-queries.ts";
import { noticeParentConsent } from "./minors.ts";
import type { People } from "./people.ts";
import { LanguageName, PersonName } from "./person-fields.ts";
import { findPerson, findPersonBySignInName, takeCodeChange } from "./person-queries.ts";
import { peopleProblems } from "./problems.ts";
import { asPrinted, hashOf } from "./secrets.ts";
import {
  addressOfNobody,
  confirmLink,
  evenly,
  finishSignIn,
  invalidLink,
  linkPurposes,
  refusedSignIn,
  sendSignInLink,
  signInByCode,
  signInByPassword,
} from "./sign-in.ts";
import { putPassword } from "./sign-in-method-queries.ts";
import { linkKinds } from "./tables.ts";

export const NewPassword = z.string().max(1000);
const Secret = z.string().min(1).max(1000);
const Token = z.string().max(200);

export const Outcome = z
  .discriminatedUnion("outcome", [
    z.object({ outcome: z.literal("signed_in"), person: z.uuid() }),
    z.object({ outcome: z.literal("code_needed") }),
    z.object({ outcome: z.literal("parent_needed") }),
  ])
  .meta({ id: "SignInOutcome" });

/** Throws for a password that is too short or too long. */
export const demandStrength = (password: string): void => {
  const { min, max } = passwordLength;
  if (password.length < min || password.length > max)
    throw new Problem(
      peopleProblems.password_weak,
      `A password has ${min} to ${max} characters; three words that belong to nobody are good.`,
    );
};

const access = "account.sign_in";

/** Signing in. Every answer that could tell whether somebody has an account is the same for all. */
export const signInRoutes = (api: Api, people: People): void => {
  const { records, auth } = people;

  api.post(
    "/api/v1/account/sign-in/link",
    {
      config: { access },
      schema: {
        summary: "Ask for a link by mail",
        description:
          "The answer is the same for every address. An unknown one gets a link that makes an account.",
        body: z.strictObject({
          email: EmailAddress,
          language: LanguageName.default("fr"),
          purpose: z.enum(linkPurposes).default("sign_in").meta({
            description:
              '"password": the password was forgotten; who has used the link chooses another',
          }),
        }),
        response: { 202: Nothing, ...refusals },
      },
    },
    async (request, reply) => {
      countAttempt(people, request, "link");
      const { email } = request.body;
      const send = async () => {
        if (await mayMail(people, email, "link")) await sendSignInLink(people, request.body);
      };
      await evenly(send());
      reply.code(202);
      return {};
    },
  );

  api.post(
    "/api/v1/account/links/look",
    {
      config: { access },
      schema: {
        summary: "What a link is for; changes nothing",
        body: z.strictObject({ token: Token }),
        response: {
          200: z.object({
            kind: z.enum(linkKinds),
            email: z.string().optional(),
            name: z.string().optional(),
          }),
          ...refusals,
        },
      },
    },
    async (request) => {
      countAttempt(people, request, "signIn");
      const link = await findLink(records.db, hashOf(request.body.token), new Date(people.now()));
      if (link === undefined) throw invalidLink();
      const person =
        link.kind === "parent" && link.person !== null
          ? await findPerson(records.db, link.person)
          : undefined;
      return {
        kind: link.kind,
        ...(link.email === null ? {} : { email: link.email }),
        ...(person === undefined ? {} : { name: person.name }),
      };
    },
  );

  api.post(
    "/api/v1/account/sign-in/confirm",
    {
      config: { access },
      schema: {
        summary: "Use a link: sign in, or make an account",
        body: z.strictObject({
          token: Token,
          name: PersonName.optional(),
          language: LanguageName.default("fr"),
          terms: z.string().max(40).optional().meta({ description: "Version that was agreed to" }),
          email: EmailAddress.optional().meta({ description: "For the first administrator" }),
          under15: z.boolean().optional(),
          fifteenOn: FifteenOn.optional(),
          parentEmail: EmailAddress.optional(),
        }),
        response: { 200: Outcome, ...refusals },
      },
    },
    async (request, reply) => {
      countAttempt(people, request, "signIn");
      return confirmLink(people, request, reply, request.body);
    },
  );

  api.post(
    "/api/v1/account/sign-in/password",
    {
      config: { access },
      schema: {
        summary: "Sign in by address and password",
        body: z.strictObject({ email: EmailAddress, password: Secret }),
        response: { 200: Outcome, ...refusals },
      },
    },
    async (request, reply) => {
      countAttempt(people, request, "signIn");
      const { email } = request.body;
      await countAttemptOn(people, email);
      return evenly(signInByPassword(people, request, reply, request.body));
    },
  );

  api.post(
    "/api/v1/account/sign-in/printed",
    {
      config: { access },
      schema: {
        summary: "Sign in by name and printed code",
        description:
          "At the first use the printed code opens nothing but its own change: give newCode.",
        body: z.strictObject({
          name: z.string().trim().toLowerCase().min(1).max(40),
          code: Secret,
          newCode: NewPassword.optional(),
        }),
        response: { 200: Outcome, ...refusals },
      },
    },
    async (request, reply) => {
      countAttempt(people, request, "signIn");
      const { name, code, newCode } = request.body;
      await countAttemptOn(people, `name ${name}`);
      const signIn = async () => {
        const person = await findPersonBySignInName(records.db, name);
        const email = person === undefined ? addressOfNobody() : noAddress(person.id);
        const mustChange = person?.codeMustChange === true;
        const password = mustChange ? asPrinted(code) : code;
        if (!mustChange) return signInByPassword(people, request, reply, { email, password });
        const response = await callBetterAuth(people, () =>
          auth.api.signInEmail({
            body: { email, password },
            headers: headersFor(people, request, false),
            asResponse: true,
          }),
        );
        if (!response.ok) throw refusedSignIn();
        return { response, person: person.id };
      };
      const result = await evenly(signIn());
      if ("outcome" in result) return result;
      return replaceCode(people, request, reply, { ...result, code: asPrinted(code), newCode });
    },
  );

  for (const kind of ["totp", "recovery"] as const)
    api.post(
      `/api/v1/account/sign-in/${kind}`,
      {
        config: { access },
        schema: {
          summary:
            kind === "totp"
              ? "The code of an authenticator, after code_needed"
              : "A code for the loss of the authenticator, after code_needed",
          body: z.strictObject({ code: z.string().trim().min(6).max(20) }),
          response: { 200: Outcome, ...refusals },
        },
      },
      async (request, reply) => {
        countAttempt(people, request, "signIn");
        return signInByCode(people, request, reply, { code: request.body.code, kind });
      },
    );

  api.post(
    "/api/v1/account/sign-in/passkey/options",
    {
      config: { access },
      schema: {
        summary: "A challenge for a passkey (WebAuthn)",
        response: { 200: z.looseObject({ challenge: z.string() }), ...refusals },
      },
    },
    async (request, reply) => {
      countAttempt(people, request, "signIn");
      const response = await callBetterAuth(people, () =>
        auth.api.generatePasskeyAuthenticationOptions({
          headers: headersFor(people, request, false),
          asResponse: true,
        }),
      );
      passCookies(reply, response);
      return (await response.json()) as { challenge: string };
    },
  );

  api.post(
    "/api/v1/account/sign-in/passkey",
    {
      config: { access },
      schema: {
        summary: "Sign in by a passkey",
        body: z.strictObject({ response: z.looseObject({ id: z.string() }) }),
        response: { 200: Outcome, ...refusals },
      },
    },
    async (request, reply) => {
      countAttempt(people, request, "signIn");
      const response = await callBetterAuth(people, () =>
        auth.api.verifyPasskeyAuthentication({
          body: { response: request.body.response as never },
          headers: headersFor(people, request),
          asResponse: true,
        }),
      );
      if (!response.ok) throw refusedSignIn();
      return finishSignIn(people, request, reply, response);
    },
  );

  api.post(
    "/api/v1/account/parent",
    {
      config: { access },
      schema: {
        summary: "A parent's consent to a child's account, by the link that was sent",
        body: z.strictObject({ token: Token, fifteenOn: FifteenOn.optional() }),
        response: { 200: Nothing, ...refusals },
      },
    },
    async (request) => {
      countAttempt(people, request, "signIn");
      await noticeParentConsent(people, request.body.token, request.body.fifteenOn);
      return {};
    },
  );
};

/** Replaces a printed code by one of the person's own, then opens the session that waits for it. */
const replaceCode = async (
  people: People,
  request: Parameters<typeof finishSignIn>[1],
  reply: Parameters<typeof finishSignIn>[2],
  given: { response: Response; person: string; code: string; newCode: string | undefined },
) => {
  const { response, person, code, newCode } = given;
  const { db } = people.records;
  const context = await people.auth.$context;
  const { token } = (await response.clone().json()) as { token?: string };
  // No session before the change: the one that better-auth has opened ends.
  if (token !== undefined) await context.internalAdapter.deleteSession(token);
  if (newCode === undefined)
    throw new Problem(
      peopleProblems.code_must_change,
      "The printed code is right, and must be replaced by one of your own: send it again with newCode.",
    );
  demandStrength(newCode);
  if (asPrinted(newCode) === code)
    throw new Problem(peopleProblems.password_weak, "The new code must not be the printed one.");
  const hash = await context.password.hash(newCode);
  const at = new Date(people.now());
  await db.transaction(async (tx) => {
    // Somebody else used the code a moment before.
    if (!(await takeCodeChange(tx, person))) throw refusedSignIn();
    await putPassword(tx, person, hash, at);
    await people.audit.write(tx, {
      actor: { kind: "person", id: person, roles: [] },
      action: "people.printed_code_replaced",
      thing: person,
    });
  });
  const opened = await callBetterAuth(people, () =>
    people.auth.api.signInByLink({
      body: { person },
      headers: headersFor(people, request, false),
      asResponse: true,
    }),
  );
  return finishSignIn(people, request, reply, opened);
};
