import * as z from "zod";
import type { Api, Asking } from "../api/api.ts";
import { nameOf } from "../api/given-names.ts";
import { Problem, refusals } from "../api/problems.ts";
import { stationStates } from "../hosting/states.ts";
import type { ModuleContext } from "../module.ts";
import { organisationProblems } from "../organisations/problems.ts";
import { accountIn, actorOf } from "../people/own-account.ts";
import { drawStation } from "./draw.ts";
import { MOST_STATIONS, MOST_UNCLAIMED } from "./limits.ts";
import { batchProblems } from "./problems.ts";
import {
  batchesOf,
  countUnclaimed,
  discardStations,
  findBatch,
  insertBatch,
  insertPrepared,
  lockOrganisation,
  lockUnclaimed,
  proofsOf,
  removeEmptyBatch,
  stationsIn,
} from "./queries.ts";

const Of = z.object({ id: z.uuid() });
const Title = nameOf(200);

const Prepared = z
  .object({
    id: z.uuid(),
    site: z.string().meta({ description: "The address that people open, for labels" }),
    stations: z.array(
      z.object({
        station: z.string().meta({ description: "Its name on the topic" }),
        code: z.string().meta({ description: "For its label: eight characters" }),
        secret: z
          .string()
          .meta({ description: "For the file identity.json of the box, beside its name" }),
      }),
    ),
  })
  .meta({ id: "PreparedStations" });

const Batch = z
  .object({
    id: z.uuid(),
    title: z.string(),
    created: z.iso.datetime(),
    stations: z.array(z.object({ station: z.string(), state: z.enum(stationStates) })),
  })
  .meta({ id: "StationBatch" });

export const batchRoutes = (
  api: Api,
  {
    records,
    audit,
    devices,
    now,
    knownStations,
    publicUrl,
  }: Pick<ModuleContext, "records" | "audit" | "devices" | "now" | "knownStations" | "publicUrl">,
): void => {
  const { db } = records;

  const demandOrganisation = (request: Asking, id: string): void =>
    request.demand({ organisation: id, thing: id });
  const unknownOrganisation = () =>
    new Problem(organisationProblems.organisation_unknown, "There is no such organisation.");

  api.post(
    "/api/v1/organisations/:id/batches",
    {
      config: { access: "stations.prepare", resource: "handler" },
      schema: {
        summary: "Prepare boxes for a workshop: their names, secrets and codes are told once",
        description:
          "Each box gets the name and the secret before its first start, in the file identity.json of its folder. Its code is enough to claim it: the word is not asked for. Nobody sees a prepared box before it is claimed. Codes and secrets are kept as hashes.",
        params: Of,
        body: z.strictObject({ title: Title, count: z.int().min(1).max(MOST_STATIONS) }),
        response: { 201: Prepared, ...refusals },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      demandOrganisation(request, id);
      const { title, count } = request.body;
      const by = accountIn(request);
      const at = new Date(now());
      const drawn = Array.from({ length: count }, () => drawStation()).map((one) => ({
        ...one,
        hashed: {
          code: devices.labelHash("code", one.label.code),
          word: devices.labelHash("word", one.label.word),
        },
      }));
      const batch = await db.transaction(async (tx) => {
        if (!(await lockOrganisation(tx, id))) throw unknownOrganisation();
        const unclaimed = await countUnclaimed(tx, id);
        if (unclaimed + count > MOST_UNCLAIMED)
          throw new Problem(
            batchProblems.too_many_prepared,
            `${unclaimed} boxes of this organisation are prepared and not claimed, and ${MOST_UNCLAIMED} may be: hand them out, or discard a batch.`,
          );
        const added = await insertBatch(tx, {
          ...{ organisation: id, title, preparedBy: by, created: at },
        });
        for (const { name, proof, hashed } of drawn)
          await insertPrepared(
            tx,
            { name, proof, codeHash: hashed.code, wordHash: hashed.word },
            { batch: added, by, at },
          );
        await audit.write(tx, {
          ...actorOf(request),
          ...{ action: "stations.prepare", thing: id },
          after: { batch: added, title, stations: drawn.map(({ name }) => name) },
        });
        return added;
      });
      for (const { name, proof, hashed } of drawn)
        devices.put(name, {
          ...{ state: "registered", since: at.getTime(), hashes: [proof], gateways: [] },
          label: hashed,
        });
      await devices.saved();
      await knownStations.refresh();
      reply.code(201).header("cache-control", "no-store");
      return {
        id: batch,
        site: publicUrl,
        stations: drawn.map(({ name, secret, label }) => ({
          station: name,
          ...{ code: label.code, secret },
        })),
      };
    },
  );

  api.get(
    "/api/v1/organisations/:id/batches",
    {
      config: { access: "stations.prepare", resource: "handler" },
      schema: {
        summary:
          "Boxes that were prepared for workshops, the newest first, and what became of them",
        params: Of,
        response: { 200: z.object({ batches: z.array(Batch) }), ...refusals },
      },
    },
    async (request) => {
      const { id } = request.params;
      demandOrganisation(request, id);
      const batches = await batchesOf(db, id);
      const stations = await stationsIn(
        db,
        batches.map((one) => one.id),
      );
      return {
        batches: batches.map(({ created, ...one }) => ({
          ...one,
          created: created.toISOString(),
          stations: stations
            .filter(({ batch }) => batch === one.id)
            .map(({ name, state }) => ({ station: name, state })),
        })),
      };
    },
  );

  api.delete(
    "/api/v1/organisations/:id/batches/:batch",
    {
      config: { access: "stations.prepare", resource: "handler" },
      schema: {
        summary:
          "Discard the boxes of a batch that nobody has claimed: labels and secrets are dead",
        params: z.object({ id: z.uuid(), batch: z.uuid() }),
        response: { 200: z.object({ discarded: z.int() }), ...refusals },
      },
    },
    async (request) => {
      const { id, batch } = request.params;
      demandOrganisation(request, id);
      const { stations, proofs } = await db.transaction(async (tx) => {
        if ((await findBatch(tx, id, batch)) === undefined)
          throw new Problem(batchProblems.batch_unknown, "This organisation has no such batch.");
        const unclaimed = await lockUnclaimed(tx, batch);
        const names = unclaimed.map(({ name }) => name);
        const hashes = await proofsOf(tx, names);
        await discardStations(tx, unclaimed, new Date(now()));
        await removeEmptyBatch(tx, batch);
        await audit.write(tx, {
          ...actorOf(request),
          ...{ action: "stations.discard", thing: id, before: { batch, stations: names } },
        });
        return { stations: names, proofs: hashes };
      });
      devices.revoke(proofs);
      for (const name of stations) devices.forget(name);
      await devices.saved();
      await knownStations.refresh();
      return { discarded: stations.length };
    },
  );
};
