import { Problem } from "../api/problems.ts";
import type { Actor } from "../audit/audit.ts";
import type { People } from "./people.ts";
import { removePerson } from "./person-queries.ts";
import { eraseEverywhere } from "./personal-data.ts";
import { peopleProblems } from "./problems.ts";
import { countAdministrators, grantsOf, lockAdministrators } from "./role-queries.ts";

/** Throws when the platform would be left without anybody who administers it. */
export const demandAnotherAdministrator = async (
  people: People,
  tx: Parameters<typeof lockAdministrators>[0],
  id: string,
): Promise<void> => {
  const at = new Date(people.now());
  await lockAdministrators(tx);
  const isAdministrator = (await grantsOf(tx, id, at)).some(
    ({ role, scope }) => role === "administrator" && scope.kind === "platform",
  );
  if (isAdministrator && (await countAdministrators(tx, at, id)) === 0)
    throw new Problem(
      peopleProblems.last_administrator,
      "This is the only administrator of the platform: make somebody else administrator first.",
    );
};

/**
 * Erases somebody: what each module keeps, then the person's row with all that hangs on it. The identifier
 * is on the list outside the database first: a backup that is restored later is erased again.
 */
export const erasePerson = async (people: People, id: string, actor: Actor): Promise<void> => {
  const { records, erasedList, personalData, audit, now, log } = people;
  const afterwards = await records.db.transaction(async (tx) => {
    await demandAnotherAdministrator(people, tx, id);
    const after = await eraseEverywhere(tx, personalData.all(), id);
    await removePerson(tx, id);
    // Who did it is named only where it is somebody else.
    const isOwn = actor.kind === "person" && actor.id === id;
    await audit.write(tx, {
      actor: isOwn ? { kind: "system" } : actor,
      action: "people.erase",
      after: { asked: isOwn ? "in person" : "otherwise" },
    });
    await erasedList.add(id, new Date(now()));
    return after;
  });
  people.identification.forget();
  await afterwards().catch((error: Error) =>
    log.error({ fault: error.name }, "files of somebody who was erased not removed yet"),
  );
};
