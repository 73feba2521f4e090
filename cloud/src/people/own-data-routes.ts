import * as z from "zod";
import type { Answering, Api } from "../api/api.ts";
import { Nothing } from "../api/nothing.ts";
import { apiProblems, Problem, refusals } from "../api/problems.ts";
import { addressOf } from "./addresses.ts";
import { callBetterAuth, headersFor, passCookies } from "./better-auth-calls.ts";
import { erasePerson } from "./erasure.ts";
import { accountIn, demandFreshSession, own, personIn } from "./own-account.ts";
import type { People } from "./people.ts";
import { LanguageName } from "./person-fields.ts";
import { zipOf } from "./zip.ts";

const sendFile = (reply: Answering, file: Buffer) =>
  reply
    .type("application/zip")
    .header("content-disposition", 'attachment; filename="datacityzen.zip"')
    .header("cache-control", "no-store")
    .send(file as never);

/** What is kept about oneself: taken along, and erased. */
export const ownDataRoutes = (api: Api, people: People): void => {
  const { records, auth } = people;
  const { db } = records;

  api.get(
    "/api/v1/account/export.zip",
    {
      config: { access: "account.export", resource: "own account" },
      schema: {
        summary: "All that is kept about oneself, as a zip of JSON files",
        response: { 200: z.string().meta({ format: "binary" }), ...refusals },
      },
      serializerCompiler: () => (file) => file as never,
    },
    async (request, reply) => {
      const id = accountIn(request);
      const entries = await db.transaction(async (tx) => {
        const parts = [];
        for (const ofModule of people.personalData.all())
          for (const { name, content } of await ofModule.collect(tx, id))
            parts.push({ name: `${ofModule.name}/${name}`, content });
        return parts;
      });
      return sendFile(reply, zipOf(entries, new Date(people.now())));
    },
  );

  api.get(
    "/api/v1/account/erasure",
    {
      config: own("account.read"),
      schema: {
        summary: "What an erasure removes, what it leaves, and why",
        querystring: z.object({ language: LanguageName.default("fr") }),
        response: {
          200: z.object({
            goes: z.array(z.string()),
            stays: z.array(z.object({ what: z.string(), why: z.string() })),
          }),
          ...refusals,
        },
      },
    },
    async ({ query: { language } }) => ({
      goes: people.personalData.all().flatMap(({ goes }) => goes.map((one) => one[language])),
      stays: people.personalData
        .all()
        .flatMap(({ stays }) =>
          stays.map(({ what, why }) => ({ what: what[language], why: why[language] })),
        ),
    }),
  );

  api.post(
    "/api/v1/account/erasure",
    {
      config: { access: "account.erase", resource: "own account" },
      schema: {
        summary: "Erase one's account",
        body: z.strictObject({
          confirm: z.string().max(254).meta({ description: "The address or the sign-in name" }),
        }),
        response: { 200: Nothing, ...refusals },
      },
    },
    async (request, reply) => {
      demandFreshSession(people, request);
      const person = await personIn(people, accountIn(request));
      const expected = addressOf(person.email) ?? person.signInName;
      if (request.body.confirm.trim().toLowerCase() !== expected)
        throw new Problem(
          apiProblems.invalid_request,
          "To erase the account, give its address (or its sign-in name) as it is shown.",
        );
      await erasePerson(people, person.id, request.principal);
      const response = await callBetterAuth(people, () =>
        auth.api.signOut({ headers: headersFor(people, request), asResponse: true }),
      );
      passCookies(reply, response);
      return {};
    },
  );
};
