import { removeLinksOf } from "./link-queries.ts";
import { linkMs, makeLink } from "./links.ts";
import type { People } from "./people.ts";
import { countAdministrators } from "./role-queries.ts";

/**
 * While the platform has no administrator, each start leaves a link for the first one in a file that only
 * the owner of this machine's account reads: good once, and for a quarter of an hour. It is written to no
 * log. `npm start` shows it on a terminal.
 */
export const offerFirstAdministrator = async (people: People): Promise<void> => {
  const { records, firstAdministratorFile, now, log } = people;
  await firstAdministratorFile.remove();
  const link = await records.db.transaction(async (tx) => {
    await removeLinksOf(tx, { kind: "first_administrator" });
    if ((await countAdministrators(tx, new Date(now()))) > 0) return undefined;
    return makeLink(tx, people.publicUrl, { kind: "first_administrator" }, now());
  });
  if (link === undefined) return;
  await firstAdministratorFile.write(link);
  const remove = () =>
    firstAdministratorFile
      .remove()
      .catch((error: Error) => log.warn({ err: error }, "link of the first administrator stays"));
  setTimeout(remove, linkMs.first_administrator).unref();
};
