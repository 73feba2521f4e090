import * as z from "zod";
import { accountOf } from "../access/principal.ts";
import type { Api } from "../api/api.ts";
import { apiProblems, Problem, refusals } from "../api/problems.ts";
import type { ModuleContext } from "../module.ts";
import { insertConsent } from "../people/consent-queries.ts";
import { actorOf } from "../people/own-account.ts";
import type { Queries } from "../records/database.ts";
import { stationUnknown } from "./demand-view.ts";
import { isMemberOf } from "./group-queries.ts";
import { visibilities } from "./known-station.ts";
import { changeStation, ownStationOf, stationParams } from "./own-station.ts";
import { placeProblems } from "./problems.ts";
import { findOwnStation, findShare, type OwnStation, putShare } from "./queries.ts";
import { dataLicences, terms } from "./terms.ts";

export const Share = z
  .object({
    visibility: z.enum(visibilities),
    licence: z.string().optional(),
    group: z.uuid().optional(),
    terms: z.string().optional().meta({ description: "The version that the host agreed to" }),
    agreed: z.iso.datetime().optional(),
    credit: z.string().optional().meta({ description: "How everybody reads whose station it is" }),
    title: z.string().optional().meta({ description: "What everybody calls the station" }),
    needsConsent: z.boolean().meta({
      description:
        "The host has not agreed yet, or not to these terms: nobody else sees it until then",
    }),
  })
  .meta({ id: "StationShare" });

/** What a host agreed to, and says to everybody. */
export const shareOf = async (db: Queries, own: OwnStation): Promise<z.infer<typeof Share>> => {
  const share = await findShare(db, own.station.id);
  const hasAgreed = share?.terms === terms.version && share.host === own.host;
  return {
    visibility: own.visibility,
    ...(own.licence === null ? {} : { licence: own.licence }),
    ...(share?.group == null ? {} : { group: share.group }),
    ...(share?.terms == null ? {} : { terms: share.terms }),
    ...(share?.agreed == null ? {} : { agreed: share.agreed.toISOString() }),
    ...(share?.credit == null ? {} : { credit: share.credit }),
    ...(share?.title == null ? {} : { title: share.title }),
    needsConsent: !hasAgreed,
  };
};

export const shareRoutes = (api: Api, context: ModuleContext): void => {
  const { records, audit, now } = context;
  const { db } = records;

  api.get(
    "/api/v1/station-terms",
    {
      config: { access: "service.read" },
      schema: {
        summary: "What a host agrees to: what becomes public, what stays, how to leave",
        response: {
          200: z.object({
            version: z.string(),
            sentences: z.array(
              z.object({
                about: z.enum(["public", "kept", "leaving"]),
                fr: z.string(),
                en: z.string(),
              }),
            ),
            licences: z.array(z.enum(dataLicences)).meta({ description: "SPDX identifiers" }),
          }),
          ...refusals,
        },
      },
    },
    async () => ({
      version: terms.version,
      sentences: [...terms.sentences],
      licences: [...dataLicences],
    }),
  );

  api.get(
    "/api/v1/stations/:id/share",
    {
      config: { access: "station.share", resource: "handler" },
      schema: {
        summary: "Who sees a station and under which licence, for its host",
        params: stationParams,
        response: { 200: Share, ...refusals },
      },
    },
    async (request, reply) =>
      shareOf(db, await ownStationOf(context, request, reply, request.params.id)),
  );

  api.put(
    "/api/v1/stations/:id/share",
    {
      config: { access: "station.share", resource: "handler" },
      schema: {
        summary: "Say who sees a station and under which licence, agreeing to the terms",
        description:
          "What is measured indoors stays the host's alone, whatever is chosen. The same holds for exports, means, newest values and live streams.",
        params: stationParams,
        body: z.strictObject({
          visibility: z.enum(visibilities),
          licence: z.enum(dataLicences),
          group: z.uuid().optional().describe("With the visibility `group`: whose members see it"),
          terms: z.string().max(40).describe("The version that was shown and agreed to"),
        }),
        response: { 200: Share, ...refusals },
      },
    },
    async (request, reply) => {
      const own = await ownStationOf(context, request, reply, request.params.id);
      const { id } = own.station;
      const { visibility, licence, group, terms: version } = request.body;
      if (version !== terms.version)
        throw new Problem(
          placeProblems.terms_outdated,
          `The terms of ${terms.version} are in force: show them, and send their version.`,
        );
      if ((visibility === "group") !== (group !== undefined))
        throw new Problem(
          apiProblems.invalid_request,
          '"group" comes with the visibility "group", and with no other.',
        );
      const account = accountOf(request.principal);
      const agreed = new Date(now());
      await changeStation(context, own, async (tx) => {
        if (group !== undefined && !(await isMemberOf(tx, group, account)))
          throw new Problem(placeProblems.group_unknown, "You belong to no such group.");
        await putShare(
          tx,
          { station: id, group: group ?? null, terms: version, agreed, host: own.host },
          { visibility, licence },
        );
        const { principal } = request;
        if (account !== undefined)
          await insertConsent(tx, {
            ...{ person: account, kind: "hosting", version, given: true, at: agreed },
            by: principal.kind === "person" && principal.id !== account ? principal.id : null,
          });
        await audit.write(tx, {
          ...actorOf(request),
          action: "stations.share",
          thing: id,
          before: { visibility: own.visibility, licence: own.licence },
          after: { visibility, licence, group: group ?? null, terms: version },
        });
      });
      const after = await findOwnStation(db, own.station.name);
      if (after === undefined) throw stationUnknown(own.station.name);
      return shareOf(db, after);
    },
  );
};
