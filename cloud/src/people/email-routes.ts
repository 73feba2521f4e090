import * as z from "zod";
import type { Api } from "../api/api.ts";
import { Nothing } from "../api/nothing.ts";
import { refusals } from "../api/problems.ts";
import { addressOf, EmailAddress } from "./addresses.ts";
import { countMailBy, mayMail } from "./limits.ts";
import { consumeLink } from "./link-queries.ts";
import { linkMs, makeLink } from "./links.ts";
import { accountMail, changedMail, emailMail } from "./mails.ts";
import { accountIn, actorOf, demandFreshSession, own } from "./own-account.ts";
import type { People } from "./people.ts";
import { changePerson, findPerson, findPersonByEmail } from "./person-queries.ts";
import { hashOf } from "./secrets.ts";
import { evenly, invalidLink, takenMeanwhile } from "./sign-in.ts";

/** Another address: a link goes to it first. */
export const emailRoutes = (api: Api, people: People): void => {
  const { records, audit, mail } = people;
  const { db } = records;

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
};
