import { setTimeout as delay } from "node:timers/promises";
import type { Answering, Asking } from "../api/api.ts";
import { apiProblems, Problem } from "../api/problems.ts";
import type { Queries } from "../records/database.ts";
import { newIdentifier } from "../records/identifiers.ts";
import { sqlState } from "../records/unavailable.ts";
import { noAddress } from "./addresses.ts";
import { sessionCookieName } from "./auth.ts";
import { callBetterAuth, headersFor, passCookies, refusalOf } from "./better-auth-calls.ts";
import { insertConsent } from "./consent-queries.ts";
import { demandFifteenLater } from "./fifteen.ts";
import { tokenIn } from "./identify.ts";
import { consumeLink, type SignInLink } from "./link-queries.ts";
import { linkMs, makeLink } from "./links.ts";
import { accountMail, type Language, parentMail, passwordMail, signInMail } from "./mails.ts";
import type { People } from "./people.ts";
import { changePerson, findPerson, findPersonByEmail, insertPerson } from "./person-queries.ts";
import { peopleProblems } from "./problems.ts";
import { countAdministrators, lockAdministrators, putGrant } from "./role-queries.ts";
import { hashOf } from "./secrets.ts";
import { removeSessionByToken } from "./session-queries.ts";
import { useCode } from "./sign-in-method-queries.ts";

export type Outcome =
  | { readonly outcome: "signed_in"; readonly person: string }
  | { readonly outcome: "code_needed" }
  | { readonly outcome: "parent_needed" };

/** Who waits for the same answer, whatever it is, learns nothing from the time that it takes. */
const EVEN_MS = 350;

export const evenly = async <T>(work: Promise<T>): Promise<T> => {
  const [done] = await Promise.allSettled([work, delay(EVEN_MS)]);
  if (done.status === "rejected") throw done.reason;
  return done.value;
};

const tokenSetBy = (response: Response, cookie: string): string | undefined =>
  response.headers
    .getSetCookie()
    .map((set) => tokenIn(set.split(";", 1)[0], cookie))
    .find((token) => token !== undefined);

/**
 * What becomes of a sign-in that better-auth has allowed: whether the account may be opened at all is for us
 * to say. The session that the browser had before ends.
 */
export const finishSignIn = async (
  people: People,
  request: Asking,
  reply: Answering,
  response: Response,
): Promise<Outcome> => {
  const { db } = people.records;
  const cookie = sessionCookieName(people.publicUrl);
  const body = (await response.json()) as {
    twoFactorRedirect?: boolean;
    user?: { id: string };
    session?: { userId: string };
  };
  if (body.twoFactorRedirect === true) {
    passCookies(reply, response);
    return { outcome: "code_needed" };
  }
  const id = body.user?.id ?? body.session?.userId;
  const person = id === undefined ? undefined : await findPerson(db, id);
  const token = tokenSetBy(response, cookie);
  if (person === undefined || token === undefined)
    throw new Error("better-auth signed somebody in without saying whom.");
  const isWaiting = person.isMinor && person.parentConsentAt === null;
  if (person.closedAt !== null || isWaiting) {
    await removeSessionByToken(db, hashOf(token));
    if (isWaiting && person.closedAt === null) return { outcome: "parent_needed" };
    throw refusedSignIn();
  }
  const before = tokenIn(request.headers.cookie, cookie);
  if (before !== undefined) {
    await removeSessionByToken(db, hashOf(before));
    people.identification.forget();
  }
  await changePerson(db, person.id, { lastSeen: new Date(people.now()) }, person.updatedAt);
  passCookies(reply, response);
  return { outcome: "signed_in", person: person.id };
};

export const refusedSignIn = (): Problem =>
  new Problem(
    peopleProblems.sign_in_refused,
    "The name and the secret do not fit. Check both, or ask for a link by mail.",
  );

export const invalidLink = (): Problem =>
  new Problem(
    peopleProblems.link_invalid,
    "This link was used, is too old, or was cut off. Ask for another one.",
  );

/** By a password: of an address, or of a name that a mediator gave (then it is the code). */
export const signInByPassword = async (
  people: People,
  request: Asking,
  reply: Answering,
  { email, password }: { readonly email: string; readonly password: string },
): Promise<Outcome> => {
  const response = await callBetterAuth(people, () =>
    people.auth.api.signInEmail({
      body: { email, password },
      headers: headersFor(people, request, false),
      asResponse: true,
    }),
  );
  if (!response.ok) throw refusedSignIn();
  return finishSignIn(people, request, reply, response);
};

/** An address that no account has, so that an unknown name costs what a known one costs. */
export const addressOfNobody = (): string => noAddress(newIdentifier());

/** A code of an authenticator, or one of those for its loss, after `code_needed`. */
export const signInByCode = async (
  people: People,
  request: Asking,
  reply: Answering,
  { code, kind }: { readonly code: string; readonly kind: "totp" | "recovery" },
): Promise<Outcome> => {
  const headers = headersFor(people, request);
  // An open session would be asked instead of the sign-in that waits.
  headers.set("cookie", withoutCookie(headers.get("cookie"), sessionCookieName(people.publicUrl)));
  const { api } = people.auth;
  const response = await callBetterAuth(people, () =>
    kind === "totp"
      ? api.verifyTOTP({ body: { code }, headers, asResponse: true })
      : api.verifyBackupCode({ body: { code }, headers, asResponse: true }),
  );
  if ((await refusalOf(response)) !== undefined) throw refusedCode();
  const { user } = (await response.clone().json()) as { user: { id: string } };
  const isFirst =
    kind === "recovery" ||
    (await useCode(people.records.db, user.id, hashOf(code), new Date(people.now())));
  if (!isFirst) {
    const token = tokenSetBy(response, sessionCookieName(people.publicUrl));
    if (token !== undefined) await removeSessionByToken(people.records.db, hashOf(token));
    throw refusedCode();
  }
  return finishSignIn(people, request, reply, response);
};

export const refusedCode = (): Problem =>
  new Problem(
    peopleProblems.code_refused,
    "The code is wrong, was used, or is too old. Wait for the next one; after ten minutes begin again.",
  );

const withoutCookie = (cookies: string | null, name: string): string =>
  (cookies ?? "")
    .split(";")
    .filter((pair) => !pair.trim().startsWith(`${name}=`))
    .join(";");

/** What a link is asked for: to get in, or to get in and choose a password in place of one that was forgotten. */
export const linkPurposes = ["sign_in", "password"] as const;
export type LinkPurpose = (typeof linkPurposes)[number];

/** A link by mail, to whoever asks: for an unknown address it makes the account. */
export const sendSignInLink = async (
  people: People,
  {
    email,
    language,
    purpose,
  }: { readonly email: string; readonly language: Language; readonly purpose: LinkPurpose },
): Promise<void> => {
  const { records, mail, publicUrl, now } = people;
  await records.db.transaction(async (tx) => {
    const person = await findPersonByEmail(tx, email);
    // Closed by an administrator: nothing opens it.
    if (person !== undefined && person.closedAt !== null) return;
    const kind = person === undefined ? "sign_up" : purpose;
    const link = await makeLink(tx, publicUrl, { kind, person: person?.id, email }, now());
    const to = { address: email, name: person?.name, language: person?.language ?? language };
    // The same mail to everybody who asks for the same: only the page of the link tells who has an account.
    const words = purpose === "password" ? passwordMail(link) : signInMail(link);
    await mail.put(
      tx,
      accountMail(to, `account.${purpose}_link`, words, {
        person: person?.id,
        expiresInMs: linkMs[kind],
      }),
    );
  });
};

export interface Confirmation {
  readonly token: string;
  readonly name?: string | undefined;
  readonly language: Language;
  /** The version of the terms that were shown and agreed to. */
  readonly terms?: string | undefined;
  readonly under15?: boolean | undefined;
  readonly fifteenOn?: string | undefined;
  readonly parentEmail?: string | undefined;
}

const incomplete = (what: string): Problem =>
  new Problem(apiProblems.invalid_request, `A new account needs ${what}.`);

/** Makes the account that a link for an unknown address is for; gives its id. */
const signUp = async (
  people: People,
  tx: Queries,
  link: SignInLink,
  { name, language, terms, under15 = false, fifteenOn, parentEmail }: Confirmation,
): Promise<string> => {
  const at = new Date(people.now());
  const { email } = link;
  if (email === null) throw new Error("A link to sign up has no address.");
  // Two links were asked for before the account was made.
  const known = await findPersonByEmail(tx, email);
  if (known !== undefined) return known.id;
  if (name === undefined) throw incomplete('a "name"');
  if (terms === undefined) throw incomplete('agreement to the "terms", by their version');
  if (under15 && parentEmail === undefined) throw incomplete('"parentEmail", a parent\'s address');
  if (under15 && parentEmail === email) throw incomplete("another address as the parent's");
  demandFifteenLater(fifteenOn, people.now());
  const id = newIdentifier();
  const birth = under15 ? { isMinor: true, fifteenOn: fifteenOn ?? null } : {};
  await insertPerson(tx, { id, name, email, emailVerified: true, language, ...birth }, at);
  await insertConsent(tx, { person: id, kind: "terms", version: terms, given: true, at });
  await people.audit.write(tx, {
    actor: { kind: "person", id, roles: [] },
    action: "people.sign_up",
    thing: id,
  });
  if (parentEmail !== undefined && under15) {
    const toParent = await makeLink(
      tx,
      people.publicUrl,
      { kind: "parent", person: id, email: parentEmail },
      people.now(),
    );
    await people.mail.put(
      tx,
      accountMail(
        { address: parentEmail, language },
        "account.parent_link",
        parentMail(toParent, name),
        { person: id, expiresInMs: linkMs.parent },
      ),
    );
  }
  return id;
};

/** Makes the first administrator, once: a link that comes second finds that there is one. */
const becomeAdministrator = async (people: People, tx: Queries, id: string): Promise<void> => {
  const at = new Date(people.now());
  await lockAdministrators(tx);
  if ((await countAdministrators(tx, at)) > 0) throw invalidLink();
  await putGrant(tx, { person: id, role: "administrator", scopeKind: "platform", since: at });
  await people.audit.write(tx, {
    actor: { kind: "system" },
    action: "people.first_administrator",
    thing: id,
  });
};

const UNIQUE = "23505";

/** Of two that wanted one address at once the second is told like one that comes too late. */
export const takenMeanwhile = (error: unknown): never => {
  throw sqlState(error) === UNIQUE ? invalidLink() : error;
};

/** Whoever has signed in, in person. */
const signedInNow = ({ principal }: Asking): string | undefined =>
  principal.kind === "person" && principal.actingFor === undefined ? principal.id : undefined;

/** The link proves who owns the machine, and nothing about an address: it opens no account that exists. */
const signUpFirst = async (
  people: People,
  tx: Queries,
  link: SignInLink,
  confirmation: Confirmation & { readonly email?: string | undefined },
): Promise<string> => {
  const { email } = confirmation;
  if (email === undefined) throw incomplete('an "email"');
  if (confirmation.under15 === true) throw incomplete("somebody of 15 or more");
  if ((await findPersonByEmail(tx, email)) !== undefined)
    throw new Problem(
      apiProblems.conflict,
      "This address has an account: sign in to it, then open the link again.",
    );
  const id = await signUp(people, tx, { ...link, email }, confirmation);
  await changePerson(tx, id, { emailVerified: false }, new Date(people.now()));
  return id;
};

/**
 * The button of a link's page. The link is used, and what it is for is done, together or not at all: of two
 * clicks one is answered with a session, the other with `link_invalid`.
 */
export const confirmLink = async (
  people: People,
  request: Asking,
  reply: Answering,
  confirmation: Confirmation & { readonly email?: string | undefined },
): Promise<Outcome> => {
  const { records } = people;
  let isFirstAdministrator = false;
  const use = records.db.transaction(async (tx) => {
    const link = await consumeLink(tx, hashOf(confirmation.token), new Date(people.now()));
    switch (link?.kind) {
      case "sign_in":
      case "password": {
        if (link.person === null) throw invalidLink();
        const person = await findPerson(tx, link.person);
        // The address was changed after the link was sent.
        if (person === undefined || person.email !== link.email) throw invalidLink();
        if (!person.emailVerified)
          await changePerson(tx, person.id, { emailVerified: true }, new Date(people.now()));
        return person.id;
      }
      case "sign_up":
        return signUp(people, tx, link, confirmation);
      case "first_administrator": {
        isFirstAdministrator = true;
        const made = signedInNow(request) ?? (await signUpFirst(people, tx, link, confirmation));
        await becomeAdministrator(people, tx, made);
        return made;
      }
      default:
        throw invalidLink();
    }
  });
  const id = await use.catch(takenMeanwhile);
  people.identification.forget();
  if (isFirstAdministrator) await people.firstAdministratorFile.remove().catch(() => undefined);
  const response = await callBetterAuth(people, () =>
    people.auth.api.signInByLink({
      body: { person: id },
      headers: headersFor(people, request, false),
      asResponse: true,
    }),
  );
  if (!response.ok) throw invalidLink();
  return finishSignIn(people, request, reply, response);
};
