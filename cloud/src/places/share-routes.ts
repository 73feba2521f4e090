import * as z from "zod";
import { accountOf } from "../access/principal.ts";
import type { Api } from "../api/api.ts";
import { canBeSeen } from "../api/given-names.ts";
import { apiProblems, Problem, refusals } from "../api/problems.ts";
import type { ModuleContext } from "../module.ts";
import { oneLine } from "../one-line.ts";
import { insertConsent } from "../people/consent-queries.ts";
import { actorOf } from "../people/own-account.ts";
import { stationUnknown } from "./demand-view.ts";
import { isMemberOf } from "./group-queries.ts";
import { visibilities } from "./known-station.ts";
import { changeStation, ownStationOf, stationParams } from "./own-station.ts";
import { placeProblems } from "./problems.ts";
import { findOwnStation, findShare, type OwnStation, putCredit, putShare } from "./queries.ts";
import { dataLicences, terms } from "./terms.ts";

const Share = z
  .object({
    visibility: z.enum(visibilities),
    licence: z.string().optional(),
    group: z.uuid().optional(),
    terms: z.string().optional().meta({ description: "The version that the host agreed to" }),
    agreed: z.iso.datetime().optional(),
    credit: z.string().optional().meta({ description: "How everybody reads whose station it is" }),
    needsConsent: z.boolean().meta({
      description:
        "The host has not agreed yet, or not to these terms: nobody else sees it until then",
    }),
  })
  .meta({ id: "StationShare" });

/** A name and a few words. */
const CREDIT_LENGTH = 80;

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

  const shareOf = async (own: OwnStation) => {
    const share = await findShare(db, own.station.id);
    const hasAgreed = share?.terms === terms.version && share.host === own.host;
    return {
      visibility: own.visibility,
      ...(own.licence === null ? {} : { licence: own.licence }),
      ...(share?.group == null ? {} : { group: share.group }),
      ...(share?.terms == null ? {} : { terms: share.terms }),
      ...(share?.agreed == null ? {} : { agreed: share.agreed.toISOString() }),
      ...(share?.credit == null ? {} : { credit: share.credit }),
      needsConsent: !hasAgreed,
    };
  };

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
      shareOf(await ownStationOf(context, request, reply, request.params.id)),
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
      return shareOf(after);
    },
  );

  api.put(
    "/api/v1/stations/:id/credit",
    {
      config: { access: "station.share", resource: "handler" },
      schema: {
        summary: "Say how everybody reads whose station it is, or that nobody does",
        description:
          "On one line, beside the licence. Without it the station's page says nothing of its host. It is shown once the host has agreed to the terms.",
        params: stationParams,
        body: z.strictObject({ credit: z.string().max(200).optional() }),
        response: { 200: Share, ...refusals },
      },
    },
    async (request, reply) => {
      const own = await ownStationOf(context, request, reply, request.params.id);
      const share = await findShare(db, own.station.id);
      if (share?.host !== own.host)
        throw new Problem(
          placeProblems.terms_outdated,
          `Agree to the terms of ${terms.version} first: until then nobody else sees the station.`,
        );
      const words = oneLine(request.body.credit ?? "", CREDIT_LENGTH);
      const credit = canBeSeen(words) ? words : null;
      await changeStation(context, own, async (tx) => {
        if (!(await putCredit(tx, own.station.id, own.host, credit)))
          throw stationUnknown(own.station.name);
        // The words themselves stay out of it: they go with their host.
        await audit.write(tx, {
          ...actorOf(request),
          ...{ action: "stations.credit", thing: own.station.id },
          after: { isNamed: credit !== null },
        });
      });
      return shareOf(own);
    },
  );
};
