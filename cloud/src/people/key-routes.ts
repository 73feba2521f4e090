import * as z from "zod";
import { keyScopes } from "../access/roles.ts";
import type { Api } from "../api/api.ts";
import { nameOf } from "../api/given-names.ts";
import { Nothing } from "../api/nothing.ts";
import { apiProblems, Problem, refusals } from "../api/problems.ts";
import { newIdentifier } from "../records/identifiers.ts";
import { recordChange } from "./account-change.ts";
import { KEY_PREFIX } from "./identify.ts";
import { insertKey, keysOf, removeKey } from "./key-queries.ts";
import { accountIn, actorOf, demandFreshSession, own } from "./own-account.ts";
import type { People } from "./people.ts";
import { hashOf, newToken } from "./secrets.ts";

const MOST_KEYS = 20;

const Instant = z.iso.datetime();

const Key = z.object({
  id: z.uuid(),
  name: z.string(),
  scopes: z.array(z.string()),
  created: Instant,
  until: Instant.optional(),
  lastUsed: Instant.optional(),
});

/** Keys of programs that act for an account. */
export const keyRoutes = (api: Api, people: People): void => {
  const { records, identification, audit } = people;
  const { db } = records;

  api.get(
    "/api/v1/account/keys",
    {
      config: own("account.secure"),
      schema: {
        summary: "Keys of programs that act for this account",
        response: { 200: z.object({ keys: z.array(Key) }), ...refusals },
      },
    },
    async (request) => ({
      keys: (await keysOf(db, accountIn(request))).map(
        ({ id, name, scopes, created, until, lastUsed }) => ({
          id,
          name,
          scopes,
          created: created.toISOString(),
          ...(until === null ? {} : { until: until.toISOString() }),
          ...(lastUsed === null ? {} : { lastUsed: lastUsed.toISOString() }),
        }),
      ),
    }),
  );

  api.post(
    "/api/v1/account/keys",
    {
      config: own("account.secure"),
      schema: {
        summary: "Make a key for a program; it is shown once",
        body: z.strictObject({
          name: nameOf(60),
          scopes: z.array(z.enum(keyScopes)).min(1).max(keyScopes.length),
          until: Instant.optional(),
        }),
        response: { 201: z.object({ id: z.uuid(), key: z.string() }), ...refusals },
      },
    },
    async (request, reply) => {
      demandFreshSession(people, request);
      const person = accountIn(request);
      const { name, scopes, until } = request.body;
      const id = newIdentifier();
      const key = `${KEY_PREFIX}${newToken()}`;
      await db.transaction(async (tx) => {
        if ((await keysOf(tx, person)).length >= MOST_KEYS)
          throw new Problem(apiProblems.conflict, `An account has ${MOST_KEYS} keys at most.`);
        await insertKey(tx, {
          id,
          person,
          name,
          hash: hashOf(key),
          scopes: [...new Set(scopes)],
          created: new Date(people.now()),
          until: until === undefined ? null : new Date(until),
        });
        await recordChange(people, tx, request, "key");
      });
      reply.code(201).header("cache-control", "no-store");
      return { id, key };
    },
  );

  api.delete(
    "/api/v1/account/keys/:id",
    {
      config: own("account.secure"),
      schema: {
        summary: "Withdraw a key",
        params: z.object({ id: z.uuid() }),
        response: { 200: Nothing, ...refusals },
      },
    },
    async (request) => {
      const person = accountIn(request);
      await db.transaction(async (tx) => {
        if (!(await removeKey(tx, request.params.id, person)))
          throw new Problem(apiProblems.not_found, "There is no such key.");
        await audit.write(tx, {
          ...actorOf(request),
          ...{ action: "people.key_removed", thing: person },
        });
      });
      identification.forget();
      return {};
    },
  );
};
