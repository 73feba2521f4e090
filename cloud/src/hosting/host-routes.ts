import * as z from "zod";
import { accountOf } from "../access/principal.ts";
import type { Api, Asking } from "../api/api.ts";
import { Problem, refusals } from "../api/problems.ts";
import type { ModuleContext } from "../module.ts";
import { addressOf, EmailAddress } from "../people/addresses.ts";
import { countMailBy, mayMail } from "../people/limits.ts";
import { accountIn, actorOf } from "../people/own-account.ts";
import { findPerson, findPersonByEmail } from "../people/person-queries.ts";
import { Nothing } from "../people/sign-in-routes.ts";
import { stationProblems } from "../stations/problems.ts";
import type { Claims } from "./claims.ts";
import type { StationLifeChanges } from "./life.ts";
import { handOverMail } from "./mails.ts";
import { hostingProblems } from "./problems.ts";
import {
  endHandOvers,
  findStation,
  insertHandOver,
  lockStation,
  offersFrom,
  offersTo,
  stationsOf,
} from "./queries.ts";
import { stationStates } from "./states.ts";
import type { StationRow } from "./tables.ts";

const OFFER_MS = 7 * 86_400_000;
const Instant = z.iso.datetime();

const HostedStation = z
  .object({
    id: z.uuid(),
    station: z.string().meta({ description: "Its name on the topic" }),
    state: z.enum(stationStates),
    since: Instant.meta({ description: "Since when it is in this state" }),
  })
  .meta({ id: "HostedStation" });

const OwnHostedStation = HostedStation.extend({
  visibility: z
    .enum(["public", "group", "private"])
    .meta({ description: "Who sees it; private until its host has agreed to the terms" }),
  group: z.uuid().optional().meta({ description: "To whose members it is shown" }),
  licence: z.string().optional().meta({ description: "SPDX identifier" }),
  offered: z
    .object({ until: Instant })
    .optional()
    .meta({ description: "It is offered to somebody, who has not accepted yet" }),
}).meta({ id: "OwnHostedStation" });

const shown = ({ id, name, state, since }: StationRow): z.infer<typeof HostedStation> => ({
  ...{ id, state },
  station: name,
  since: since.toISOString(),
});

const Offer = z.object({
  id: z.uuid(),
  station: z.string(),
  offered: Instant,
  expires: Instant,
});

const Of = z.object({ id: z.string().max(64) });

export interface HostRoutesParts
  extends Pick<
    ModuleContext,
    "records" | "audit" | "mail" | "people" | "now" | "publicUrl" | "knownStations"
  > {
  readonly claims: Claims;
  readonly life: StationLifeChanges;
}

/** For people who have a box at home. */
export const hostRoutes = (
  api: Api,
  { records, audit, mail, people, now, publicUrl, knownStations, claims, life }: HostRoutesParts,
): void => {
  const { db } = records;

  const demandStation = async (request: Asking, name: string): Promise<StationRow> => {
    const found = await findStation(db, name);
    const resource = { thing: found?.id, owner: found?.host ?? undefined };
    // Whether a station of this name exists is told to those who may look after it.
    if (found === undefined || !request.allows(resource))
      throw new Problem(
        stationProblems.station_unknown,
        `No station named "${name}" is yours to look after.`,
      );
    request.demand(resource);
    return found;
  };

  api.post(
    "/api/v1/stations/claims",
    {
      config: { access: "station.claim" },
      schema: {
        summary: "Make a box one's own, with the code on its label and the word that it shows",
        description:
          "Small letters, spaces and hyphens do not count, and I, L, O and U are read as people mistake them. The word stands on the box's own page; a box that a workshop leader has registered needs none. Ten wrong codes an hour for an account.",
        body: z.strictObject({ code: z.string().max(64), word: z.string().max(64).optional() }),
        response: { 201: HostedStation, ...refusals },
      },
    },
    async (request, reply) => {
      const { code, word } = request.body;
      const outcome = await claims.claim({
        person: accountIn(request),
        ...{ code, word },
        by: actorOf(request),
      });
      if (outcome.ok) {
        reply.code(201);
        return shown(outcome.station);
      }
      if (outcome.reason === "too_many")
        throw new Problem(
          hostingProblems.too_many_claims,
          "Ten wrong codes within an hour: try again in an hour, or ask whoever gave you the box.",
        );
      throw new Problem(
        hostingProblems.claim_refused,
        "No box that waits has this code and this word. The code is on the label; the word is on the page of the box.",
      );
    },
  );

  api.get(
    "/api/v1/account/stations",
    {
      config: { access: "account.read", resource: "own account" },
      schema: {
        summary: "The stations of whoever asks, and those that are offered to them",
        response: {
          200: z.object({ stations: z.array(OwnHostedStation), offers: z.array(Offer) }),
          ...refusals,
        },
      },
    },
    async (request) => {
      const own = accountIn(request);
      const at = new Date(now());
      const offers = await offersTo(db, own, at);
      const given = new Map(
        (await offersFrom(db, own, at)).map(({ station, expires }) => [station, expires]),
      );
      return {
        stations: (await stationsOf(db, own)).map((row) => {
          const { visibility = "private", group, licence } = knownStations.find(row.name) ?? {};
          const until = given.get(row.id);
          return {
            ...shown(row),
            visibility,
            ...(group === undefined ? {} : { group }),
            ...(licence === undefined ? {} : { licence }),
            ...(until === undefined ? {} : { offered: { until: until.toISOString() } }),
          };
        }),
        offers: offers.map(({ offered, expires, ...rest }) => ({
          ...rest,
          offered: offered.toISOString(),
          expires: expires.toISOString(),
        })),
      };
    },
  );

  api.put(
    "/api/v1/stations/:id/state",
    {
      config: { access: "station.host", resource: "handler" },
      schema: {
        summary: "Put a station under maintenance, back to work, or out of service for ever",
        description:
          "`retired`: its secret counts no more, it is disconnected, nobody else can have its name, and what it measured stays.",
        params: Of,
        body: z.strictObject({ state: z.enum(["claimed", "maintenance", "retired"]) }),
        response: { 200: HostedStation, ...refusals },
      },
    },
    async (request) => {
      const { name } = await demandStation(request, request.params.id);
      return shown(await life.changeState(name, request.body.state, actorOf(request)));
    },
  );

  api.put(
    "/api/v1/stations/:id/secret",
    {
      config: { access: "station.host", resource: "handler" },
      schema: {
        summary: "Let a station prove itself by another secret; those before count no more",
        description:
          "`proof`: the SHA-256 of the new secret, as the box shows it. Without it, the station is shut out until one is given. Open sessions are closed.",
        params: Of,
        body: z.strictObject({
          proof: z
            .string()
            .regex(/^[0-9a-f]{64}$/)
            .optional(),
        }),
        response: { 200: HostedStation, ...refusals },
      },
    },
    async (request) => {
      const { name } = await demandStation(request, request.params.id);
      return shown(await life.replaceSecret(name, request.body.proof, actorOf(request)));
    },
  );

  api.post(
    "/api/v1/stations/:id/hand-over",
    {
      config: { access: "station.host", resource: "handler" },
      schema: {
        summary: "Offer a station to somebody else, who has seven days to accept",
        description: "The answer is the same whether the address has an account or not.",
        params: Of,
        body: z.strictObject({ email: EmailAddress }),
        response: { 202: Nothing, ...refusals },
      },
    },
    async (request, reply) => {
      const row = await demandStation(request, request.params.id);
      if (row.host === null || row.state === "retired")
        throw new Problem(
          hostingProblems.station_state,
          `"${row.name}" has no host, or is retired: there is nobody to offer it.`,
        );
      const giver = accountOf(request.principal);
      if (giver !== undefined) await countMailBy(people, giver);
      const { email } = request.body;
      const to = await findPersonByEmail(db, email);
      const at = new Date(now());
      await db.transaction(async (tx) => {
        await endHandOvers(tx, row.id, at);
        await audit.write(tx, { ...actorOf(request), action: "stations.offer", thing: row.id });
        const isReached =
          to !== undefined &&
          to.id !== row.host &&
          (await mayMail(people, email, "invitation", tx));
        // Also without a receiver: the host's list of offers does not tell who has an account.
        await insertHandOver(tx, {
          ...{ station: row.id, from: row.host, to: isReached ? to.id : null },
          ...{ offered: at, expires: new Date(now() + OFFER_MS) },
        });
        const address = isReached ? addressOf(to.email) : undefined;
        if (address === undefined || to === undefined) return;
        const reader = { address, name: to.name, language: to.language };
        await mail.put(tx, handOverMail(reader, to.id, { station: row.name, publicUrl }));
      });
      reply.code(202);
      return {};
    },
  );

  api.delete(
    "/api/v1/stations/:id/hand-over",
    {
      config: { access: "station.host", resource: "handler" },
      schema: {
        summary: "Take an offer back",
        params: Of,
        response: { 200: Nothing, ...refusals },
      },
    },
    async (request) => {
      const row = await demandStation(request, request.params.id);
      await db.transaction(async (tx) => {
        await lockStation(tx, row.name);
        await endHandOvers(tx, row.id, new Date(now()));
        await audit.write(tx, { ...actorOf(request), action: "stations.keep", thing: row.id });
      });
      return {};
    },
  );

  api.post(
    "/api/v1/account/station-offers/:id/acceptance",
    {
      config: { access: "account.change", resource: "own account" },
      schema: {
        summary: "Accept a station that somebody offers",
        params: z.object({ id: z.uuid() }),
        response: { 200: HostedStation, ...refusals },
      },
    },
    async (request) => {
      const to = accountIn(request);
      if ((await findPerson(db, to)) === undefined) throw new Error("Nobody accepts an offer.");
      return shown(await life.accept(request.params.id, to, actorOf(request)));
    },
  );
};
