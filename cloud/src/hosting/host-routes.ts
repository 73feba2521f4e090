import * as z from "zod";
import type { Api } from "../api/api.ts";
import { Problem, refusals } from "../api/problems.ts";
import type { ModuleContext } from "../module.ts";
import { accountIn, actorOf } from "../people/own-account.ts";
import type { Claims } from "./claims.ts";
import { demandStation, HostedStation, shownToHost } from "./hosted-station.ts";
import type { StationLifeChanges } from "./life.ts";
import { hostingProblems } from "./problems.ts";
import { offersFrom, offersTo, stationsOf } from "./queries.ts";

const Instant = z.iso.datetime();

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

const Offer = z.object({
  id: z.uuid(),
  station: z.string(),
  offered: Instant,
  expires: Instant,
});

const Of = z.object({ id: z.string().max(64) });

export interface HostRoutesParts extends Pick<ModuleContext, "records" | "now" | "knownStations"> {
  readonly claims: Claims;
  readonly life: StationLifeChanges;
}

/** For people who have a box at home. */
export const hostRoutes = (
  api: Api,
  { records, now, knownStations, claims, life }: HostRoutesParts,
): void => {
  const { db } = records;

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
        return shownToHost(outcome.station);
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
            ...shownToHost(row),
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
      const { name } = await demandStation(db, request, request.params.id);
      return shownToHost(await life.changeState(name, request.body.state, actorOf(request)));
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
      const { name } = await demandStation(db, request, request.params.id);
      return shownToHost(await life.replaceSecret(name, request.body.proof, actorOf(request)));
    },
  );
};
