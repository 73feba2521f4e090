import type { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { createPace } from "@datacityzen/hardware/broker/pace";
import { StationId } from "@datacityzen/hardware/identifiers";
import { Batch } from "@datacityzen/hardware/wire/batch";
import { QuarantineReason } from "@datacityzen/hardware/wire/receipt";
import { countUnfinishedBytes } from "@datacityzen/hardware/wire/unfinished-bytes";
import * as z from "zod";
import type { Api, Asking } from "../api/api.ts";
import { createPlaces } from "../api/places.ts";
import { apiProblems, Problem, refusals } from "../api/problems.ts";
import type { ModuleContext } from "../module.ts";
import { readWhole } from "./body.ts";
import { type Pace, takeBulk } from "./bulk.ts";
import { createDeliver, type Deliver, notOnDisk } from "./deliver.ts";
import { type ReadingsLimits, readingsLimits } from "./limits.ts";
import { readingsProblems } from "./problems.ts";
import { createSenders, type Sender } from "./sender.ts";
import { createSlices } from "./slices.ts";
import { createTally, type Delivered, type RefusedLine } from "./tally.ts";

const NDJSON = "application/x-ndjson";
const JSON_TYPE = "application/json";
const CHALLENGE = 'Basic realm="stations", charset="UTF-8"';

const AN_INSTANT = 1_795_507_200_000;
const Sent = Batch.extend({
  station: StationId.optional().meta({
    description:
      "Whose readings they are. A station may leave it out; a gateway names it in each batch, first of all",
  }),
}).meta({
  examples: [
    {
      boot: "k3v9x0qz",
      seq: 41,
      clock: "ntp",
      readings: [{ at: AN_INSTANT, sensor: "sds011-58d9", values: { pm2_5: 5.3, pm10: 9.1 } }],
    },
    {
      station: "school-roof",
      boot: "k3v9x0qz",
      seq: 42,
      clock: "ntp",
      readings: [{ at: AN_INSTANT, sensor: "bme280", values: { temperature: 18.2 } }],
    },
  ],
});

const DeliveredAnswer = z
  .object({
    accepted: z.int().meta({ description: "Batches that are on disk, whole or in part" }),
    refused: z.int().meta({ description: "Batches of which nothing is kept" }),
    refusals: z
      .array(
        z.object({
          line: z.int().meta({ description: "The first line of the body is 1" }),
          reason: QuarantineReason,
          detail: z.string(),
          quarantined: z
            .int()
            .optional()
            .meta({ description: "Its number in the quarantine, where it is kept" }),
          isPart: z.literal(true).optional().meta({ description: "The rest of the batch is kept" }),
        }),
      )
      .readonly()
      .meta({ description: "What could not be kept, and why: a hundred at most" }),
    refusalsLeftOut: z.int().optional().meta({ description: "Refusals that are not in the list" }),
  })
  .meta({
    id: "DeliveredReadings",
    examples: [{ accepted: 1, refused: 0, refusals: [] }],
  });

/** Of a body that is packed nothing is known before it is unpacked: a kilobyte may hold a gigabyte. */
const refusePacked = ({ headers }: Asking): void => {
  const encoding = headers["content-encoding"] ?? "identity";
  if (encoding.toLowerCase() === "identity") return;
  throw new Problem(
    apiProblems.unsupported_type,
    `Bodies are taken as they are, not compressed: send it without "Content-Encoding: ${encoding.slice(0, 40)}".`,
  );
};

/** One bucket for each sender, whatever number of requests it makes at a time. */
const createPaces = (limits: ReadingsLimits, now: () => number): ((sender: string) => Pace) => {
  const { bytesASecond, burstMs } = limits;
  const pace = createPace<object>(
    { messagesASecond: Number.POSITIVE_INFINITY, bytesASecond, burstMs },
    now,
  );
  const senders = new Map<string, object>();
  return (sender) => {
    let known = senders.get(sender);
    if (known === undefined) {
      if (senders.size > 50_000) senders.clear();
      known = {};
      senders.set(sender, known);
    }
    const one = known;
    return (bytes) => pace(one, bytes);
  };
};

/** Refusals of a single batch, of which nothing is kept. */
const refuseBatch = ({ reason, detail }: RefusedLine): never => {
  switch (reason) {
    case "not_allowed":
      throw new Problem(apiProblems.not_allowed, `You may not do this: ${detail}.`);
    case "too_large":
      throw new Problem(apiProblems.too_large, detail);
    default:
      throw new Problem(readingsProblems.readings_refused, `${reason}: ${detail}`);
  }
};

/** Resolves as a batch is settled; rejects when that takes too long. */
const settledWithin = (
  deliver: Deliver,
  document: Buffer,
  { commitMs, refusalsTold }: ReadingsLimits,
): Promise<Delivered> =>
  new Promise((resolve, reject) => {
    const tally = createTally(refusalsTold);
    const timer = setTimeout(() => reject(notOnDisk()), commitMs);
    deliver(document, (error, of) => {
      clearTimeout(timer);
      if (error !== undefined) {
        reject(error);
        return;
      }
      tally.add(1, of);
      resolve(tally.sum());
    });
  });

export const readingsRoutes = (
  api: Api,
  { ingest, devices, storeFault }: Pick<ModuleContext, "ingest" | "devices" | "storeFault">,
  limits: ReadingsLimits = readingsLimits,
): void => {
  const senders = createSenders(devices, limits);
  api.addHook("onClose", async () => senders.close());
  const paceOf = createPaces(limits, () => performance.now());
  const slices = createSlices();
  const places = createPlaces({
    what: "requests with many batches",
    most: limits.bulks,
    mostOfAddress: limits.bulksOfAddress,
  });
  const held = countUnfinishedBytes<Readable>(limits.held, (body) => void body.destroy());

  const found = new WeakMap<object, Sender>();
  const senderOf = (request: Asking): Sender => {
    const sender = found.get(request.raw);
    if (sender === undefined) throw new Error("The sender of this request is not known.");
    return sender;
  };

  // A body is looked at by nobody before it is known who sends it, and is read as it is needed.
  api.removeAllContentTypeParsers();
  api.addContentTypeParser([JSON_TYPE, NDJSON], (_request, payload, done) => done(null, payload));
  api.addContentTypeParser("*", () => {
    throw new Problem(
      apiProblems.unsupported_type,
      `Send one batch with "Content-Type: ${JSON_TYPE}", or one batch a line with "Content-Type: ${NDJSON}".`,
    );
  });

  const one = async (request: Asking, deliver: Deliver, pace: Pace): Promise<Delivered> => {
    try {
      const document = await readWhole(request.raw, limits, held);
      const waitMs = pace(document.length);
      if (waitMs > 0) await delay(waitMs);
      return await settledWithin(deliver, document, limits);
    } finally {
      held.set(request.raw, 0);
    }
  };

  const many = async (request: Asking, deliver: Deliver, pace: Pace): Promise<Delivered> => {
    const leave = await places.take(request.ip);
    try {
      return await takeBulk(request.raw, { deliver, pace, slices, limits });
    } finally {
      leave();
    }
  };

  api.post(
    "/api/v1/readings",
    {
      config: { access: "readings.send", resource: "handler", bodyMs: limits.bulkMs },
      schema: {
        summary: "Send readings: one batch as JSON, or many, one a line",
        description: `The same batches as over MQTT (docs/wire.md), from the same senders: HTTP Basic with the name and the secret of a station, or \`gateway:NAME\` and its secret. The answer comes when they are on disk; a repeat changes nothing. \`${JSON_TYPE}\`: one batch. \`${NDJSON}\`: one batch a line, each judged for itself; what came before a broken connection is kept.`,
        consumes: [JSON_TYPE, NDJSON],
        body: Sent,
        response: { 200: DeliveredAnswer, ...refusals },
      },
      // The schema is for the document: batches are judged as those that come over MQTT.
      validatorCompiler: () => () => true,
      onRequest: async (request) => {
        refusePacked(request);
        if (storeFault() !== undefined) throw notOnDisk();
        found.set(request.raw, await senders.of(request));
      },
      onSend: async (_request, reply) => {
        if (reply.statusCode === 401) reply.header("www-authenticate", CHALLENGE);
      },
      onResponse: async ({ raw }) => {
        if (raw.complete) return;
        raw.resume();
        const timer = setTimeout(() => void raw.destroy(), limits.lingerMs);
        raw.once("close", () => clearTimeout(timer));
      },
    },
    async (request) => {
      const sender = senderOf(request);
      const deliver = createDeliver({
        ...{ ingest, sender },
        allows(principal, station) {
          request.principal = principal;
          return request.allows({ station });
        },
      });
      const pace = paceOf(sender.name ?? "");
      // A batch that nobody could read, and a request without one, are about nobody's station.
      request.asked = true;
      if (request.headers["content-type"]?.toLowerCase().startsWith(NDJSON) === true) {
        if (sender.name === undefined && sender.as("") === undefined)
          return senders.refuse(request, "Many batches at a time need a name");
        return many(request, deliver, pace);
      }
      const delivered = await one(request, deliver, pace);
      const [refusal] = delivered.refusals;
      if (delivered.accepted > 0 || refusal === undefined) return delivered;
      if (refusal.reason === "not_allowed" && sender.name === undefined)
        return senders.refuse(request, refusal.detail);
      return refuseBatch(refusal);
    },
  );
};
