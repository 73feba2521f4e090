import * as z from "zod";
import type { Api } from "../api/api.ts";
import { Nothing } from "../api/nothing.ts";
import { apiProblems, Problem, refusals } from "../api/problems.ts";
import { recordChange } from "./account-change.ts";
import { addressOf } from "./addresses.ts";
import { countAttemptOn } from "./limits.ts";
import { accountIn, demandFreshSession, demandSession, own, personIn } from "./own-account.ts";
import type { People } from "./people.ts";
import { changePerson } from "./person-queries.ts";
import { removeSessions } from "./session-queries.ts";
import { refusedSignIn } from "./sign-in.ts";
import { findPassword, putPassword, removePassword } from "./sign-in-method-queries.ts";
import { demandStrength, NewPassword } from "./sign-in-routes.ts";

/** The password. Like all that decides who gets in: in person, and soon after a sign-in. */
export const passwordRoutes = (api: Api, people: People): void => {
  const { records, auth, identification } = people;
  const { db } = records;

  api.put(
    "/api/v1/account/password",
    {
      config: own("account.secure"),
      schema: {
        summary: "Set or change the password; other sessions end",
        body: z.strictObject({ password: NewPassword, current: NewPassword.optional() }),
        response: { 200: Nothing, ...refusals },
      },
    },
    async (request) => {
      const { password, current } = request.body;
      const id = accountIn(request);
      const open =
        current === undefined
          ? demandFreshSession(people, request)
          : demandSession(people, request);
      demandStrength(password);
      const context = await auth.$context;
      if (current !== undefined) {
        await countAttemptOn(people, id);
        const known = (await findPassword(db, id))?.password;
        const fits =
          known !== null &&
          known !== undefined &&
          (await context.password.verify({ hash: known, password: current }));
        if (!fits) throw refusedSignIn();
      }
      const hash = await context.password.hash(password);
      await db.transaction(async (tx) => {
        const at = new Date(people.now());
        await putPassword(tx, id, hash, at);
        await changePerson(tx, id, { codeMustChange: false }, at);
        await removeSessions(tx, id, open.id);
        await recordChange(people, tx, request, "password");
      });
      identification.forget();
      return {};
    },
  );

  api.delete(
    "/api/v1/account/password",
    {
      config: own("account.secure"),
      schema: { summary: "Sign in without a password", response: { 200: Nothing, ...refusals } },
    },
    async (request) => {
      demandFreshSession(people, request);
      const person = await personIn(people, accountIn(request));
      if (addressOf(person.email) === undefined)
        throw new Problem(
          apiProblems.conflict,
          "Without an address the code is the only way in: it can be changed, not removed.",
        );
      await db.transaction(async (tx) => {
        await removePassword(tx, person.id);
        await recordChange(people, tx, request, "password");
      });
      return {};
    },
  );
};
