import * as z from "zod";
import type { Api } from "../api/api.ts";
import { apiProblems, Problem, refusals } from "../api/problems.ts";
import { Account, shownAccount } from "./account-answer.ts";
import { insertConsent } from "./consent-queries.ts";
import { accountIn, actorOf, own } from "./own-account.ts";
import type { People } from "./people.ts";
import { LanguageName, PersonName } from "./person-fields.ts";
import { changePerson } from "./person-queries.ts";

export const accountRoutes = (api: Api, people: People): void => {
  const { records, audit } = people;
  const { db } = records;

  api.get(
    "/api/v1/account",
    {
      config: own("account.read"),
      schema: { summary: "One's own account", response: { 200: Account, ...refusals } },
    },
    async (request) => shownAccount(people, request),
  );

  api.patch(
    "/api/v1/account",
    {
      config: own("account.change"),
      schema: {
        summary: "Change name or language",
        body: z.strictObject({ name: PersonName.optional(), language: LanguageName.optional() }),
        response: { 200: Account, ...refusals },
      },
    },
    async (request) => {
      const id = accountIn(request);
      const { name, language } = request.body;
      await db.transaction(async (tx) => {
        await changePerson(
          tx,
          id,
          {
            ...(name === undefined ? {} : { name }),
            ...(language === undefined ? {} : { language }),
          },
          new Date(people.now()),
        );
        await audit.write(tx, {
          ...actorOf(request),
          action: "people.change",
          thing: id,
          after: { changed: Object.keys(request.body) },
        });
      });
      return shownAccount(people, request);
    },
  );

  api.post(
    "/api/v1/account/consents",
    {
      config: own("account.change"),
      schema: {
        summary: "Give a consent, or take it back",
        body: z.strictObject({
          kind: z.string().regex(/^[a-z][a-z_]{0,39}$/),
          version: z.string().min(1).max(40),
          given: z.boolean(),
        }),
        response: { 200: Account, ...refusals },
      },
    },
    async (request) => {
      const id = accountIn(request);
      const { actor, onBehalfOf } = { onBehalfOf: undefined, ...actorOf(request) };
      const { kind, version, given } = request.body;
      // A parent's consent comes by the parent's link.
      if (kind === "parent")
        throw new Problem(apiProblems.not_allowed, "A parent consents by the link that was sent.");
      await db.transaction(async (tx) => {
        await insertConsent(tx, {
          person: id,
          kind,
          version,
          given,
          by: actor.kind === "person" && onBehalfOf !== undefined ? actor.id : null,
          at: new Date(people.now()),
        });
        await audit.write(tx, {
          actor,
          onBehalfOf,
          action: "people.consent",
          thing: id,
          after: { kind, version, given },
        });
      });
      return shownAccount(people, request);
    },
  );
};
