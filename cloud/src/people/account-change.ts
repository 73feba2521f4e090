import type { Asking } from "../api/api.ts";
import type { Queries } from "../records/database.ts";
import { addressOf } from "./addresses.ts";
import { type AccountChange, accountMail, changedMail } from "./mails.ts";
import { accountIn, actorOf, personIn } from "./own-account.ts";
import type { People } from "./people.ts";

/** Notes in the audit, and by mail to the person, that what decides who gets into an account has changed. */
export const recordChange = async (
  people: People,
  tx: Queries,
  request: Asking,
  change: AccountChange,
): Promise<void> => {
  const { audit, mail } = people;
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
