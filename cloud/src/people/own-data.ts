import { membershipsWithTitles } from "../organisations/membership-queries.ts";
import { auditOf, forgetInAudit, messagesTo, thingsOf } from "./account-queries.ts";
import { addressOf } from "./addresses.ts";
import { consentsOf } from "./consent-queries.ts";
import { keysOf } from "./key-queries.ts";
import { removeLinksTo } from "./link-queries.ts";
import { mandatesBy, mandatesOver } from "./mandate-queries.ts";
import { findPerson } from "./person-queries.ts";
import { jsonEntry, type PersonalDataOfModule } from "./personal-data.ts";
import { grantsOf } from "./role-queries.ts";
import { sessionsOf } from "./session-queries.ts";
import { passkeysOf } from "./sign-in-method-queries.ts";

/** What accounts keep about somebody. Secrets are not among it: they would open the account. */
export const ownData = (now: () => number): PersonalDataOfModule => ({
  name: "people",
  goes: [
    {
      fr: "votre nom, votre adresse, vos façons d'entrer, vos sessions",
      en: "your name, your address, your ways to sign in, your sessions",
    },
    {
      fr: "vos rôles, vos accords, vos mandats, vos clés de programmes",
      en: "your roles, your consents, your mandates, your keys for programs",
    },
    {
      fr: "les messages qui vous étaient destinés",
      en: "the messages that were meant for you",
    },
  ],
  stays: [
    {
      what: {
        fr: "ce que vous avez publié, sans votre nom",
        en: "what you have published, without your name",
      },
      why: {
        fr: "sous la licence que vous avez choisie, d'autres s'en servent déjà",
        en: "under the licence that you chose, others use it already",
      },
    },
    {
      what: {
        fr: "le journal de ce qui a été fait, sans votre nom",
        en: "the log of what was done, without your name",
      },
      why: {
        fr: "pour que d'autres comprennent comment leurs données ont changé",
        en: "so that others understand how their data changed",
      },
    },
    {
      what: {
        fr: "votre numéro interne, sans rien d'autre, dans une liste d'effacements",
        en: "your internal number, with nothing else, in a list of erasures",
      },
      why: {
        fr: "pour vous effacer de nouveau si une sauvegarde plus ancienne est reprise",
        en: "to erase you again when an older backup is restored",
      },
    },
    {
      what: {
        fr: "vous figurez dans les sauvegardes déjà faites, jusqu'à ce qu'elles soient remplacées",
        en: "you are in backups that were made before, until they are replaced",
      },
      why: {
        fr: "une sauvegarde ne se modifie pas ; elle n'est reprise qu'avec la liste d'effacements",
        en: "a backup is not changed; it is restored together with the list of erasures only",
      },
    },
  ],
  async collect(tx, who) {
    const person = await findPerson(tx, who);
    if (person === undefined) return [];
    const at = new Date(now());
    const email = addressOf(person.email);
    const sessions = await sessionsOf(tx, who, at);
    return [
      jsonEntry("account", {
        id: person.id,
        name: person.name,
        ...(email === undefined ? {} : { email }),
        signInName: person.signInName,
        language: person.language,
        isMinor: person.isMinor,
        parentConsentAt: person.parentConsentAt,
        created: person.createdAt,
        lastSeen: person.lastSeen,
      }),
      jsonEntry(
        "sessions",
        sessions.map(({ session }) => ({
          created: session.createdAt,
          used: session.updatedAt,
          address: session.ipAddress,
          agent: session.userAgent,
        })),
      ),
      jsonEntry("passkeys", await passkeysOf(tx, who)),
      jsonEntry(
        "consents",
        (await consentsOf(tx, who)).map(({ kind, version, given, at: when }) => ({
          kind,
          version,
          given,
          at: when,
        })),
      ),
      jsonEntry(
        "roles",
        (await grantsOf(tx, who, at)).map(({ role, scope, until }) => ({ role, scope, until })),
      ),
      jsonEntry("memberships", await membershipsWithTitles(tx, who)),
      jsonEntry("mandates", {
        over: await mandatesOver(tx, who),
        // Whom somebody assists is about those people: their identifiers alone.
        by: (await mandatesBy(tx, who)).map(({ mandate }) => mandate),
      }),
      jsonEntry(
        "keys",
        (await keysOf(tx, who)).map(({ name, scopes, created, until, lastUsed }) => ({
          name,
          scopes,
          created,
          until,
          lastUsed,
        })),
      ),
      jsonEntry("things", await thingsOf(tx, who)),
      jsonEntry("messages", await messagesTo(tx, who)),
      jsonEntry("audit", await auditOf(tx, who)),
    ];
  },
  async erase(tx, who) {
    const person = await findPerson(tx, who);
    if (person !== undefined) await removeLinksTo(tx, person.email);
    await forgetInAudit(tx, who);
    return undefined;
  },
});
