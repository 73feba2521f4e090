import * as z from "zod";
import type { Api } from "../api/api.ts";
import { Nothing } from "../api/nothing.ts";
import { apiProblems, Problem, refusals } from "../api/problems.ts";
import { callBetterAuth, headersFor, passCookies } from "./better-auth-calls.ts";
import { accountIn, demandSession, own } from "./own-account.ts";
import type { People } from "./people.ts";
import { removeSession, removeSessions, sessionsOf } from "./session-queries.ts";

/** Where somebody is signed in. */
export const sessionRoutes = (api: Api, people: People): void => {
  const { records, auth, identification } = people;
  const { db } = records;

  api.post(
    "/api/v1/account/sign-out",
    {
      config: own("account.sign_out"),
      schema: { summary: "End this session", response: { 200: Nothing, ...refusals } },
    },
    async (request, reply) => {
      const open = demandSession(people, request);
      const response = await callBetterAuth(people, () =>
        auth.api.signOut({ headers: headersFor(people, request), asResponse: true }),
      );
      await removeSession(db, open.id, open.person);
      identification.forget();
      passCookies(reply, response);
      return {};
    },
  );

  api.get(
    "/api/v1/account/sessions",
    {
      config: own("account.secure"),
      schema: {
        summary: "Where somebody is signed in to this account",
        response: {
          200: z.object({
            sessions: z.array(
              z.object({
                id: z.uuid(),
                current: z.boolean(),
                created: z.iso.datetime(),
                used: z.iso.datetime(),
                address: z.string().optional(),
                agent: z.string().optional(),
              }),
            ),
          }),
          ...refusals,
        },
      },
    },
    async (request) => {
      const current = identification.sessionOf(request)?.id;
      const rows = await sessionsOf(db, accountIn(request), new Date(people.now()));
      return {
        sessions: rows.map(({ session }) => ({
          id: session.id,
          current: session.id === current,
          created: session.createdAt.toISOString(),
          used: session.updatedAt.toISOString(),
          ...(session.ipAddress ? { address: session.ipAddress } : {}),
          ...(session.userAgent ? { agent: session.userAgent } : {}),
        })),
      };
    },
  );

  api.delete(
    "/api/v1/account/sessions",
    {
      config: own("account.secure"),
      schema: { summary: "End all other sessions", response: { 200: Nothing, ...refusals } },
    },
    async (request) => {
      const open = demandSession(people, request);
      await removeSessions(db, open.person, open.id);
      identification.forget();
      return {};
    },
  );

  api.delete(
    "/api/v1/account/sessions/:id",
    {
      config: own("account.secure"),
      schema: {
        summary: "End one session",
        params: z.object({ id: z.uuid() }),
        response: { 200: Nothing, ...refusals },
      },
    },
    async (request) => {
      const isGone = await removeSession(db, request.params.id, accountIn(request));
      identification.forget();
      if (!isGone) throw new Problem(apiProblems.not_found, "There is no such session.");
      return {};
    },
  );
};
