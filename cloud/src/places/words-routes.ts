import * as z from "zod";
import type { Api } from "../api/api.ts";
import { canBeSeen } from "../api/given-names.ts";
import { Problem, refusals } from "../api/problems.ts";
import type { AuditAction } from "../audit/actions.ts";
import type { ModuleContext } from "../module.ts";
import { oneLine } from "../one-line.ts";
import { actorOf } from "../people/own-account.ts";
import { stationUnknown } from "./demand-view.ts";
import { changeStation, ownStationOf, stationParams } from "./own-station.ts";
import { placeProblems } from "./problems.ts";
import { findShare, type HostWords, putHostWords } from "./queries.ts";
import { Share, shareOf } from "./share-routes.ts";
import { terms } from "./terms.ts";

/** A name and a few words. */
const WORDS_LENGTH = 80;
const Words = z.string().max(200).optional();

interface Words {
  readonly id: string;
  /** As they were typed. */
  readonly words: string | undefined;
  readonly action: AuditAction;
  /** What is kept: null where nothing of it can be seen. */
  readonly kept: (words: string | null) => HostWords;
}

/** What everybody reads of a station in the words of its host: what it is called, and whose it is. */
export const wordsRoutes = (api: Api, context: ModuleContext): void => {
  const { records, audit } = context;
  const { db } = records;

  const put = async (
    request: Parameters<typeof ownStationOf>[1],
    reply: Parameters<typeof ownStationOf>[2],
    { id, words, action, kept }: Words,
  ) => {
    const own = await ownStationOf(context, request, reply, id);
    const share = await findShare(db, own.station.id);
    if (share?.host !== own.host)
      throw new Problem(
        placeProblems.terms_outdated,
        `Agree to the terms of ${terms.version} first: until then nobody else sees the station.`,
      );
    const line = oneLine(words ?? "", WORDS_LENGTH);
    const given = canBeSeen(line) ? line : null;
    await changeStation(context, own, async (tx) => {
      if (!(await putHostWords(tx, own.station.id, own.host, kept(given))))
        throw stationUnknown(own.station.name);
      // The words themselves stay out of it: they go with their host.
      await audit.write(tx, {
        ...actorOf(request),
        ...{ action, thing: own.station.id },
        after: { isNamed: given !== null },
      });
    });
    return shareOf(db, own);
  };

  api.put(
    "/api/v1/stations/:id/credit",
    {
      config: { access: "station.share", resource: "handler" },
      schema: {
        summary: "Say how everybody reads whose station it is, or that nobody does",
        description:
          "On one line, beside the licence. Without it the station's page says nothing of its host. It is shown once the host has agreed to the terms.",
        params: stationParams,
        body: z.strictObject({ credit: Words }),
        response: { 200: Share, ...refusals },
      },
    },
    (request, reply) =>
      put(request, reply, {
        ...{ id: request.params.id, words: request.body.credit, action: "stations.credit" },
        kept: (credit) => ({ credit }),
      }),
  );

  api.put(
    "/api/v1/stations/:id/title",
    {
      config: { access: "station.share", resource: "handler" },
      schema: {
        summary: "Say what everybody calls a station",
        description:
          "On one line, instead of the name by which it connects, which stays in addresses. Without it pages show that name. It is shown once the host has agreed to the terms, and goes with the host.",
        params: stationParams,
        body: z.strictObject({ title: Words }),
        response: { 200: Share, ...refusals },
      },
    },
    (request, reply) =>
      put(request, reply, {
        ...{ id: request.params.id, words: request.body.title, action: "stations.title" },
        kept: (title) => ({ title }),
      }),
  );
};
