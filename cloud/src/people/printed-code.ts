import * as z from "zod";
import type { Asking } from "../api/api.ts";
import { apiProblems, Problem } from "../api/problems.ts";
import { addressOf } from "./addresses.ts";
import type { People } from "./people.ts";
import { changePerson, type Person } from "./person-queries.ts";
import { newPrintedCode } from "./secrets.ts";
import { removeSessions } from "./session-queries.ts";
import { putPassword } from "./sign-in-method-queries.ts";

export const Printed = z.object({ id: z.uuid(), signInName: z.string(), code: z.string() });

export const printedCode = async ({ auth }: People) => {
  const code = newPrintedCode();
  return { code, hash: await (await auth.$context).password.hash(code) };
};

/** Another printed code: the old one and all sessions end. */
export const printAnotherCode = async (
  people: People,
  request: Asking,
  person: Person,
): Promise<z.infer<typeof Printed>> => {
  if (addressOf(person.email) !== undefined || person.signInName === null)
    throw new Problem(
      apiProblems.conflict,
      "This person has an address, and gets in by a link to it.",
    );
  const { code, hash } = await printedCode(people);
  const at = new Date(people.now());
  await people.records.db.transaction(async (tx) => {
    await putPassword(tx, person.id, hash, at);
    await changePerson(tx, person.id, { codeMustChange: true }, at);
    await removeSessions(tx, person.id);
    await people.audit.write(tx, {
      actor: request.principal,
      onBehalfOf: person.id,
      action: "people.printed_code",
      thing: person.id,
    });
  });
  people.identification.forget();
  return { id: person.id, signInName: person.signInName, code };
};
