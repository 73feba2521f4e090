import { addressOf } from "./addresses.ts";
import { insertConsent } from "./consent-queries.ts";
import { erasePerson } from "./erasure.ts";
import { demandFifteenLater } from "./fifteen.ts";
import { consumeLink, removeLinksOf } from "./link-queries.ts";
import { accountMail, fifteenMail, fifteenToMediatorMail } from "./mails.ts";
import { endMandatesBy, mandatesOver } from "./mandate-queries.ts";
import type { People } from "./people.ts";
import {
  changePerson,
  findPerson,
  minorsOfFifteen,
  minorsWithoutConsent,
  type Person,
} from "./person-queries.ts";
import { hashOf } from "./secrets.ts";
import { invalidLink } from "./sign-in.ts";

const WAIT_MS = 8 * 86_400_000;

/** A parent agrees, by the link that the child's sign-up has sent. */
export const noticeParentConsent = (
  people: People,
  token: string,
  fifteenOn?: string,
): Promise<void> =>
  people.records.db.transaction(async (tx) => {
    const at = new Date(people.now());
    const link = await consumeLink(tx, hashOf(token), at);
    if (link?.kind !== "parent" || link.person === null) throw invalidLink();
    demandFifteenLater(fifteenOn, people.now());
    // The parent knows it best.
    const born = fifteenOn === undefined ? {} : { fifteenOn };
    await changePerson(tx, link.person, { parentConsentAt: at, ...born }, at);
    await insertConsent(tx, {
      person: link.person,
      kind: "parent",
      version: "1",
      given: true,
      at,
    });
    await people.audit.write(tx, {
      actor: { kind: "nobody" },
      action: "people.parent_consent",
      thing: link.person,
    });
  });

/** Accounts of children whose parents did not agree in time are erased. */
export const eraseMinorsWithoutConsent = async (people: People): Promise<void> => {
  const before = new Date(people.now() - WAIT_MS);
  for (const { id } of await minorsWithoutConsent(people.records.db, before))
    await erasePerson(people, id, { kind: "system" });
};

/** So long a mandate that a parent has signed still counts: the person's own is asked for meanwhile. */
const RENEW_MS = 60 * 86_400_000;

const release = (people: People, person: Person): Promise<void> =>
  people.records.db.transaction(async (tx) => {
    const at = new Date(people.now());
    await changePerson(tx, person.id, { isMinor: false, fifteenOn: null }, at);
    // A parent's link that is still open decides nothing any more.
    await removeLinksOf(tx, { kind: "parent", who: person.id });
    const mandates = (await mandatesOver(tx, person.id)).filter(
      ({ revoked, until }) => revoked === null && until > at,
    );
    await endMandatesBy(tx, person.id, new Date(people.now() + RENEW_MS));
    await people.audit.write(tx, {
      actor: { kind: "system" },
      action: "people.fifteen",
      thing: person.id,
    });
    const email = addressOf(person.email);
    if (email !== undefined)
      await people.mail.put(
        tx,
        accountMail(
          { address: email, name: person.name, language: person.language },
          "account.fifteen",
          fifteenMail(),
          { person: person.id },
        ),
      );
    for (const id of new Set(mandates.map(({ mediator }) => mediator))) {
      const mediator = await findPerson(tx, id);
      const address = mediator === undefined ? undefined : addressOf(mediator.email);
      if (mediator === undefined || address === undefined) continue;
      await people.mail.put(
        tx,
        accountMail(
          { address, name: mediator.name, language: mediator.language },
          "account.fifteen_mediator",
          fifteenToMediatorMail(person.name),
          { person: person.id },
        ),
      );
    }
  });

/** Whoever is 15 decides alone: the account needs no parent any more, and its owner is told, or who helps them. */
export const releaseAtFifteen = async (people: People): Promise<void> => {
  const today = new Date(people.now()).toISOString().slice(0, 10);
  for (const person of await minorsOfFifteen(people.records.db, today))
    await release(people, person);
  people.identification.forget();
};
