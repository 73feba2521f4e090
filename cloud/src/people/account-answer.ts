import * as z from "zod";
import { couldEver, may } from "../access/may.ts";
import { grantedRoles, scopeKinds } from "../access/roles.ts";
import type { Asking } from "../api/api.ts";
import { membershipsWithTitles } from "../organisations/membership-queries.ts";
import { addressOf } from "./addresses.ts";
import { consentsOf } from "./consent-queries.ts";
import { mandatesOver, openMandates } from "./mandate-queries.ts";
import { accountIn, personIn } from "./own-account.ts";
import type { People } from "./people.ts";
import { LanguageName } from "./person-fields.ts";
import { findPerson } from "./person-queries.ts";
import { grantsOf } from "./role-queries.ts";
import { findPassword, findTwoFactor, passkeysOf } from "./sign-in-method-queries.ts";

const Instant = z.iso.datetime();

const iso = (at: Date): string => at.toISOString();

export const Scope = z.object({
  kind: z.enum(scopeKinds),
  id: z.uuid().optional(),
  title: z.string().optional(),
});

export const Account = z
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

export const shownAccount = async (
  people: People,
  request: Asking,
): Promise<z.infer<typeof Account>> => {
  const { db } = people.records;
  const at = new Date(people.now());
  const id = accountIn(request);
  const person = await personIn(people, id);
  const { principal } = request;
  const grants = await grantsOf(db, id, at);
  const open = people.identification.sessionOf(request);
  const isActing = principal.kind === "person" && principal.actingFor !== undefined;
  const [mandate] = isActing ? await openMandates(db, { mediator: principal.id, who: id }, at) : [];
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
