import * as z from "zod";
import { couldEver, may } from "../access/may.ts";
import { accountOf } from "../access/principal.ts";
import { grantedRoles, scopeKinds } from "../access/roles.ts";
import type { Answering, Api, Asking } from "../api/api.ts";
import { apiProblems, Problem, refusals } from "../api/problems.ts";
import { membershipsWithTitles } from "../organisations/membership-queries.ts";
import { addressOf, EmailAddress } from "./addresses.ts";
import { FRESH_MS } from "./auth.ts";
import { callBetterAuth, headersFor, passCookies } from "./better-auth-calls.ts";
import { consentsOf, insertConsent } from "./consent-queries.ts";
import { erasePerson } from "./erasure.ts";
import type { OpenSession } from "./identify.ts";
import { countMailBy, mayMail } from "./limits.ts";
import { consumeLink } from "./link-queries.ts";
import { linkMs, makeLink } from "./links.ts";
import { accountMail, changedMail, emailMail } from "./mails.ts";
import { findMandate, mandatesOver, revokeMandate } from "./mandate-queries.ts";
import { mandateOf } from "./mandates.ts";
import type { People } from "./people.ts";
import { changePerson, findPerson, findPersonByEmail, type Person } from "./person-queries.ts";
import { peopleProblems } from "./problems.ts";
import { grantsOf } from "./role-queries.ts";
import { hashOf } from "./secrets.ts";
import { removeSession, removeSessions, sessionsOf, setSessionMandate } from "./session-queries.ts";
import { evenly, invalidLink, takenMeanwhile } from "./sign-in.ts";
import { findPassword, findTwoFactor, passkeysOf } from "./sign-in-method-queries.ts";
import { LanguageName, Nothing, PersonName } from "./sign-in-routes.ts";
import { zipOf } from "./zip.ts";

const Instant = z.iso.datetime();
const iso = (at: Date): string => at.toISOString();

export const Scope = z.object({
  kind: z.enum(scopeKinds),
  id: z.uuid().optional(),
  title: z.string().optional(),
});

const Account = z
  .object({
    id: z.uuid(),
    name: z.string(),
    email: z.string().optional(),
    signInName: z.string().optional(),
    language: LanguageName,
    isMinor: z.boolean(),
    hasPassword: z.boolean(),
    totp: z.boolean(),
    passkeys: z.array(z.object({ id: z.uuid(), name: z.string(), created: Instant.optional() })),
    roles: z.array(z.object({ role: z.enum(grantedRoles), scope: Scope })),
    organisations: z.array(
      z.object({ id: z.uuid(), title: z.string(), circle: z.string().optional() }),
    ),
    consents: z.array(
      z.object({ kind: z.string(), version: z.string(), given: z.boolean(), at: Instant }),
    ),
    mandates: z
      .array(z.object({ id: z.uuid(), mediator: z.string(), since: Instant, until: Instant }))
      .meta({ description: "Who may act for this person" }),
    acting: z
      .object({ for: z.object({ id: z.uuid(), name: z.string() }), until: Instant })
      .optional()
      .meta({ description: "While a mediator acts for somebody, whose account this then is" }),
    mayAssist: z.boolean(),
    mayAdminister: z.boolean(),
    signedIn: Instant.optional(),
  })
  .meta({ id: "Account" });

/** The account of the request: of the person who is acted for, or of whoever asks. */
export const accountIn = (request: Asking): string => {
  const id = accountOf(request.principal);
  if (id === undefined) throw new Error("A route about one's account let somebody in without one.");
  return id;
};

export const personIn = async (people: People, id: string): Promise<Person> => {
  const person = await findPerson(people.records.db, id);
  if (person === undefined)
    throw new Problem(peopleProblems.person_unknown, "There is no such person any more.");
  return person;
};

/** The session of the request: an API key has none. */
export const demandSession = (people: People, request: Asking): OpenSession => {
  const open = people.identification.sessionOf(request);
  if (open === undefined)
    throw new Problem(apiProblems.not_allowed, "This needs somebody who has signed in.");
  return open;
};

/** For what decides who gets in: a browser that was left open is not enough. */
export const demandFreshSession = (people: People, request: Asking): OpenSession => {
  const open = demandSession(people, request);
  if (people.now() - open.signedIn.getTime() > FRESH_MS)
    throw new Problem(
      peopleProblems.sign_in_again,
      "This needs a sign-in of the last quarter of an hour: sign in again, then come back.",
    );
  return open;
};

const shownAccount = async (people: People, request: Asking): Promise<z.infer<typeof Account>> => {
  const { db } = people.records;
  const at = new Date(people.now());
  const id = accountIn(request);
  const person = await personIn(people, id);
  const { principal } = request;
  const grants = await grantsOf(db, id, at);
  const open = people.identification.sessionOf(request);
  const isActing = principal.kind === "person" && principal.actingFor !== undefined;
  const mandate = isActing
    ? await findMandate(db, { mediator: principal.id, who: id }, at)
    : undefined;
  const password = await findPassword(db, id);
  const newest = new Map<string, Awaited<ReturnType<typeof consentsOf>>[number]>();
  for (const row of await consentsOf(db, id)) if (!newest.has(row.kind)) newest.set(row.kind, row);
  const mandates = (await mandatesOver(db, id)).filter(
    ({ revoked, until }) => revoked === null && until > at,
  );
  const names = new Map(
    await Promise.all(
      mandates.map(
        async ({ mediator }) => [mediator, (await findPerson(db, mediator))?.name ?? ""] as const,
      ),
    ),
  );
  const email = addressOf(person.email);
  return {
    id,
    name: person.name,
    ...(email === undefined ? {} : { email }),
    ...(person.signInName === null ? {} : { signInName: person.signInName }),
    language: person.language,
    isMinor: person.isMinor,
    hasPassword: typeof password?.password === "string",
    totp: (await findTwoFactor(db, id))?.verified === true,
    passkeys: (await passkeysOf(db, id)).map(({ id: key, name, created }) => ({
      id: key,
      name: name ?? "",
      ...(created === null ? {} : { created: iso(created) }),
    })),
    roles: grants.map(({ role, scope, scopeTitle }) => ({
      role,
      scope: { ...scope, ...(scopeTitle === null ? {} : { title: scopeTitle }) },
    })),
    organisations: (await membershipsWithTitles(db, id))
      .filter(({ kind }) => kind === "organisation")
      .map(({ id: of, title, circle }) => ({
        id: of,
        title,
        ...(circle === null ? {} : { circle }),
      })),
    consents: [...newest.values()].map(({ kind, version, given, at: when }) => ({
      kind,
      version,
      given,
      at: iso(when),
    })),
    mandates: mandates.map(({ id: one, mediator, since, until }) => ({
      id: one,
      mediator: names.get(mediator) ?? "",
      since: iso(since),
      until: iso(until),
    })),
    ...(mandate === undefined
      ? {}
      : { acting: { for: { id, name: person.name }, until: iso(mandate.until) } }),
    mayAssist: couldEver(principal, "people.assist"),
    mayAdminister: may(principal, "people.read"),
    ...(open === undefined ? {} : { signedIn: iso(open.signedIn) }),
  };
};

/** Both names of whoever acts for somebody, for the audit. */
export const actorOf = ({ principal }: Asking) => ({
  actor: principal,
  ...(principal.kind === "person" && principal.actingFor !== undefined
    ? { onBehalfOf: principal.actingFor }
    : {}),
});

const own = (access: "account.read" | "account.change" | "account.secure" | "account.sign_out") =>
  ({ access, resource: "own account" }) as const;

export const accountRoutes = (api: Api, people: People): void => {
  const { records, audit, mail, auth, identification } = people;
  const { db } = records;

  api.get(
    "/api/v1/account",
    {
      config: own("account.read"),
      schema: { summary: "One's own account", response: { 200: Account, ...refusals } },
    },
    async (request) => shownAccount(people, request),
  );

  api.patch(
    "/api/v1/account",
    {
      config: own("account.change"),
      schema: {
        summary: "Change name or language",
        body: z.strictObject({ name: PersonName.optional(), language: LanguageName.optional() }),
        response: { 200: Account, ...refusals },
      },
    },
    async (request) => {
      const id = accountIn(request);
      const { name, language } = request.body;
      await db.transaction(async (tx) => {
        await changePerson(
          tx,
          id,
          {
            ...(name === undefined ? {} : { name }),
            ...(language === undefined ? {} : { language }),
          },
          new Date(people.now()),
        );
        await audit.write(tx, {
          ...actorOf(request),
          action: "people.change",
          thing: id,
          after: { changed: Object.keys(request.body) },
        });
      });
      return shownAccount(people, request);
    },
  );

  api.post(
    "/api/v1/account/sign-out",
    {
      config: own("account.sign_out"),
      schema: { summary: "End this session", response: { 200: Nothing, ...refusals } },
    },
    async (request, reply) => {
      const open = demandSession(people, request);
      const response = await callBetterAuth(people, () =>
        auth.api.signOut({ headers: headersFor(people, request), asResponse: true }),
      );
      await removeSession(db, open.id, open.person);
      identification.forget();
      passCookies(reply, response);
      return {};
    },
  );

  api.get(
    "/api/v1/account/sessions",
    {
      config: own("account.secure"),
      schema: {
        summary: "Where somebody is signed in to this account",
        response: {
          200: z.object({
            sessions: z.array(
              z.object({
                id: z.uuid(),
                current: z.boolean(),
                created: Instant,
                used: Instant,
                address: z.string().optional(),
                agent: z.string().optional(),
              }),
            ),
          }),
          ...refusals,
        },
      },
    },
    async (request) => {
      const current = identification.sessionOf(request)?.id;
      const rows = await sessionsOf(db, accountIn(request), new Date(people.now()));
      return {
        sessions: rows.map(({ session }) => ({
          id: session.id,
          current: session.id === current,
          created: iso(session.createdAt),
          used: iso(session.updatedAt),
          ...(session.ipAddress ? { address: session.ipAddress } : {}),
          ...(session.userAgent ? { agent: session.userAgent } : {}),
        })),
      };
    },
  );

  api.delete(
    "/api/v1/account/sessions",
    {
      config: own("account.secure"),
      schema: { summary: "End all other sessions", response: { 200: Nothing, ...refusals } },
    },
    async (request) => {
      const open = demandSession(people, request);
      await removeSessions(db, open.person, open.id);
      identification.forget();
      return {};
    },
  );

  api.delete(
    "/api/v1/account/sessions/:id",
    {
      config: own("account.secure"),
      schema: {
        summary: "End one session",
        params: z.object({ id: z.uuid() }),
        response: { 200: Nothing, ...refusals },
      },
    },
    async (request) => {
      const isGone = await removeSession(db, request.params.id, accountIn(request));
      identification.forget();
      if (!isGone) throw new Problem(apiProblems.not_found, "There is no such session.");
      return {};
    },
  );

  api.post(
    "/api/v1/account/email",
    {
      config: own("account.secure"),
      schema: {
        summary: "Change the address: a link goes to the new one",
        body: z.strictObject({ email: EmailAddress }),
        response: { 202: Nothing, ...refusals },
      },
    },
    async (request, reply) => {
      demandFreshSession(people, request);
      const id = accountIn(request);
      await countMailBy(people, id);
      const { email } = request.body;
      const send = db.transaction(async (tx) => {
        const person = await findPerson(tx, id);
        // Whether somebody else has this address is not told: no link goes to it.
        if (person === undefined || (await findPersonByEmail(tx, email)) !== undefined) return;
        if (!(await mayMail(people, email, "link", tx))) return;
        const link = await makeLink(
          tx,
          people.publicUrl,
          { kind: "email", person: id, email },
          people.now(),
        );
        const to = { address: email, name: person.name, language: person.language };
        await mail.put(
          tx,
          accountMail(to, "account.email_link", emailMail(link), {
            person: id,
            expiresInMs: linkMs.email,
          }),
        );
      });
      await evenly(send);
      reply.code(202);
      return {};
    },
  );

  api.post(
    "/api/v1/account/email/confirm",
    {
      config: own("account.secure"),
      schema: {
        summary: "Use the link that came to the new address",
        body: z.strictObject({ token: z.string().max(200) }),
        response: { 200: Nothing, ...refusals },
      },
    },
    async (request) => {
      const id = accountIn(request);
      const at = new Date(people.now());
      const use = db.transaction(async (tx) => {
        const link = await consumeLink(tx, hashOf(request.body.token), at);
        if (link?.kind !== "email" || link.person !== id || link.email === null)
          throw invalidLink();
        if ((await findPersonByEmail(tx, link.email)) !== undefined) throw invalidLink();
        const before = await findPerson(tx, id);
        await changePerson(tx, id, { email: link.email, emailVerified: true }, at);
        await audit.write(tx, { ...actorOf(request), action: "people.email", thing: id });
        const old = before === undefined ? undefined : addressOf(before.email);
        if (old !== undefined && before !== undefined)
          await mail.put(
            tx,
            accountMail(
              { address: old, name: before.name, language: before.language },
              "account.changed",
              changedMail("email"),
              { person: id },
            ),
          );
      });
      await use.catch(takenMeanwhile);
      return {};
    },
  );

  api.post(
    "/api/v1/account/consents",
    {
      config: own("account.change"),
      schema: {
        summary: "Give a consent, or take it back",
        body: z.strictObject({
          kind: z.string().regex(/^[a-z][a-z_]{0,39}$/),
          version: z.string().min(1).max(40),
          given: z.boolean(),
        }),
        response: { 200: Account, ...refusals },
      },
    },
    async (request) => {
      const id = accountIn(request);
      const { actor, onBehalfOf } = { onBehalfOf: undefined, ...actorOf(request) };
      const { kind, version, given } = request.body;
      // A parent's consent comes by the parent's link.
      if (kind === "parent")
        throw new Problem(apiProblems.not_allowed, "A parent consents by the link that was sent.");
      await db.transaction(async (tx) => {
        await insertConsent(tx, {
          person: id,
          kind,
          version,
          given,
          by: actor.kind === "person" && onBehalfOf !== undefined ? actor.id : null,
          at: new Date(people.now()),
        });
        await audit.write(tx, {
          actor,
          onBehalfOf,
          action: "people.consent",
          thing: id,
          after: { kind, version, given },
        });
      });
      return shownAccount(people, request);
    },
  );

  api.get(
    "/api/v1/account/export.zip",
    {
      config: { access: "account.export", resource: "own account" },
      schema: {
        summary: "All that is kept about oneself, as a zip of JSON files",
        response: { 200: z.string().meta({ format: "binary" }), ...refusals },
      },
      serializerCompiler: () => (file) => file as never,
    },
    async (request, reply) => {
      const id = accountIn(request);
      const entries = await db.transaction(async (tx) => {
        const parts = [];
        for (const ofModule of people.personalData.all())
          for (const { name, content } of await ofModule.collect(tx, id))
            parts.push({ name: `${ofModule.name}/${name}`, content });
        return parts;
      });
      return sendFile(reply, zipOf(entries, new Date(people.now())));
    },
  );

  api.get(
    "/api/v1/account/erasure",
    {
      config: own("account.read"),
      schema: {
        summary: "What an erasure removes, what it leaves, and why",
        querystring: z.object({ language: LanguageName.default("fr") }),
        response: {
          200: z.object({
            goes: z.array(z.string()),
            stays: z.array(z.object({ what: z.string(), why: z.string() })),
          }),
          ...refusals,
        },
      },
    },
    async ({ query: { language } }) => ({
      goes: people.personalData.all().flatMap(({ goes }) => goes.map((one) => one[language])),
      stays: people.personalData
        .all()
        .flatMap(({ stays }) =>
          stays.map(({ what, why }) => ({ what: what[language], why: why[language] })),
        ),
    }),
  );

  api.post(
    "/api/v1/account/erasure",
    {
      config: { access: "account.erase", resource: "own account" },
      schema: {
        summary: "Erase one's account",
        body: z.strictObject({
          confirm: z.string().max(254).meta({ description: "The address or the sign-in name" }),
        }),
        response: { 200: Nothing, ...refusals },
      },
    },
    async (request, reply) => {
      demandFreshSession(people, request);
      const person = await personIn(people, accountIn(request));
      const expected = addressOf(person.email) ?? person.signInName;
      if (request.body.confirm.trim().toLowerCase() !== expected)
        throw new Problem(
          apiProblems.invalid_request,
          "To erase the account, give its address (or its sign-in name) as it is shown.",
        );
      await erasePerson(people, person.id, request.principal);
      const response = await callBetterAuth(people, () =>
        auth.api.signOut({ headers: headersFor(people, request), asResponse: true }),
      );
      passCookies(reply, response);
      return {};
    },
  );

  api.post(
    "/api/v1/account/acting",
    {
      config: { access: "people.assist", resource: "handler" },
      schema: {
        summary: "Act for somebody who has given a mandate",
        body: z.strictObject({ person: z.uuid() }),
        response: { 200: Nothing, ...refusals },
      },
    },
    async (request) => {
      const open = demandSession(people, request);
      const at = new Date(people.now());
      const { person: who } = request.body;
      request.allows({});
      const mandate = await mandateOf(db, request.principal, who, at);
      const person = await findPerson(db, who);
      if (mandate === undefined || person === undefined || person.closedAt !== null)
        throw new Problem(
          peopleProblems.person_unknown,
          "Nobody whom you assist has this number, or the mandate has ended.",
        );
      await db.transaction(async (tx) => {
        await setSessionMandate(tx, open.id, mandate.id);
        await audit.write(tx, {
          actor: request.principal,
          onBehalfOf: who,
          action: "people.act_for",
          thing: who,
        });
      });
      identification.forget();
      return {};
    },
  );

  api.delete(
    "/api/v1/account/acting",
    {
      config: own("account.sign_out"),
      schema: { summary: "Act for oneself again", response: { 200: Nothing, ...refusals } },
    },
    async (request) => {
      await setSessionMandate(db, demandSession(people, request).id, null);
      identification.forget();
      return {};
    },
  );

  api.post(
    "/api/v1/account/mandates/:id/revoke",
    {
      config: own("account.secure"),
      schema: {
        summary: "Take back a mandate that one has given",
        params: z.object({ id: z.uuid() }),
        response: { 200: Nothing, ...refusals },
      },
    },
    async (request) => {
      const who = accountIn(request);
      const at = new Date(people.now());
      await db.transaction(async (tx) => {
        if (!(await revokeMandate(tx, request.params.id, { who }, at)))
          throw new Problem(apiProblems.not_found, "There is no such mandate any more.");
        await audit.write(tx, {
          ...actorOf(request),
          action: "people.mandate_revoked",
          thing: who,
        });
      });
      identification.forget();
      return {};
    },
  );
};

const sendFile = (reply: Answering, file: Buffer) =>
  reply
    .type("application/zip")
    .header("content-disposition", 'attachment; filename="datacityzen.zip"')
    .header("cache-control", "no-store")
    .send(file as never);
