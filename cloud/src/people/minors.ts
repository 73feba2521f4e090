import { erasePerson } from "./erasure.ts";
import type { People } from "./people.ts";
import { changePerson, consumeLink, insertConsent, minorsWithoutConsent } from "./queries.ts";
import { hashOf } from "./secrets.ts";
import { invalidLink } from "./sign-in.ts";

const WAIT_MS = 8 * 86_400_000;

/** A parent agrees, by the link that the child's sign-up has sent. */
export const noticeParentConsent = (people: People, token: string): Promise<void> =>
  people.records.db.transaction(async (tx) => {
    const at = new Date(people.now());
    const link = await consumeLink(tx, hashOf(token), at);
    if (link?.kind !== "parent" || link.person === null) throw invalidLink();
    await changePerson(tx, link.person, { parentConsentAt: at }, at);
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
