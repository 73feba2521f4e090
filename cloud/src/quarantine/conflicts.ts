import { originOf } from "@datacityzen/hardware/flags";
import { SensorId, StationId } from "@datacityzen/hardware/identifiers";
import { QuantityName } from "@datacityzen/hardware/quantities";
import { Batch } from "@datacityzen/hardware/wire/batch";
import { parsePayload } from "@datacityzen/hardware/wire/payload";
import * as z from "zod";
import type { Principal } from "../access/principal.ts";
import type { Api } from "../api/api.ts";
import { Problem, refusals } from "../api/problems.ts";
import { isoInstant } from "../api/times.ts";
import type { ModuleContext } from "../module.ts";
import type { Choice, SeriesStore } from "../series/store.ts";
import { quarantineProblems } from "./problems.ts";
import type { KeptMessage, Quarantine } from "./store.ts";
import { isWithheld, WITHHELD } from "./withheld.ts";

const ConflictingPoint = z.object({
  sensor: SensorId,
  quantity: QuantityName,
  at: z.iso.datetime(),
  kept: z.number().nullable().meta({ description: "The value that is kept; null when it is gone" }),
  keptReceived: z.iso.datetime().optional().meta({ description: "When the kept value came" }),
  offered: z.number().meta({ description: "The value that came later" }),
});

const ConflictEntry = z
  .object({
    id: z.int().meta({ description: "Number of the message in quarantine" }),
    received: z.iso.datetime(),
    station: StationId,
    client: z.string().meta({ description: "User name or client id of the sender" }),
    detail: z.string(),
    points: z.array(ConflictingPoint),
  })
  .meta({ id: "Conflict" });

const Page = z.object({
  conflicts: z.array(ConflictEntry),
  next: z.int().optional().meta({ description: "Cursor of the next page; absent on the last" }),
  total: z.int().meta({ description: "Conflicts on all pages" }),
});

const Decision = z.strictObject({
  choose: z.enum(["kept", "offered"]).meta({
    description: "Which of the two values counts from now on; the other stays beside it",
  }),
});

interface OfferedPoint extends Omit<Choice, "value" | "other" | "decided" | "by"> {
  readonly kept: number | null;
  /** When the kept value came, UTC ms. */
  readonly keptReceived: number | undefined;
  readonly offered: number;
}

/** The points of a message that contradict what is kept, with both values. */
const pointsOf = async (
  station: string,
  payload: Uint8Array,
  series: SeriesStore,
): Promise<OfferedPoint[]> => {
  const parsed = parsePayload(Batch, payload);
  if (!parsed.ok) return [];
  const offered = parsed.value.readings.flatMap(({ at, sensor, flags, values }) =>
    (Object.entries(values) as [QuantityName, number][]).map(([quantity, value]) => ({
      ...{ station, sensor, quantity, origin: originOf(flags), variant: "raw" as const },
      ...{ at, offered: value },
    })),
  );
  const instants = offered.map(({ at }) => at);
  const found = await series.read({
    stations: [station],
    quantities: [...new Set(offered.map(({ quantity }) => quantity))],
    from: Math.min(...instants),
    until: Math.max(...instants) + 1,
  });
  const nameOf = (point: Pick<OfferedPoint, "sensor" | "quantity" | "origin">, at: number) =>
    `${point.sensor} ${point.quantity} ${point.origin} ${at}`;
  const kept = new Map(
    found.flatMap((one) =>
      one.points.map(({ at, received, value, first }) => [
        nameOf(one, at),
        { value: first ?? value, received },
      ]),
    ),
  );
  return offered.map((point) => {
    const first = kept.get(nameOf(point, point.at));
    return { ...point, kept: first?.value ?? null, keptReceived: first?.received };
  });
};

export const conflictRoutes = (
  api: Api,
  {
    quarantine,
    series,
    knownStations,
    now,
  }: Pick<ModuleContext, "quarantine" | "series" | "knownStations" | "now">,
): void => {
  const asConflict = async (
    { id, received, station = "", client, detail }: KeptMessage,
    principal: Principal,
  ): Promise<z.infer<typeof ConflictEntry>> => {
    // Whoever decides between two values of a home must be of that home.
    if (isWithheld(knownStations, principal, station))
      return {
        ...{ id, received: isoInstant(received), station, client, detail: WITHHELD },
        points: [],
      };
    const message = await quarantine.find(id);
    const points = message === undefined ? [] : await pointsOf(station, message.payload, series);
    return {
      ...{ id, received: isoInstant(received), station, client, detail },
      points: points.map(({ sensor, quantity, at, kept, keptReceived, offered }) => ({
        ...{ sensor, quantity, at: isoInstant(at), kept, offered },
        ...(keptReceived === undefined ? {} : { keptReceived: isoInstant(keptReceived) }),
      })),
    };
  };

  api.get(
    "/api/v1/conflicts",
    {
      config: { access: "quarantine.read" },
      schema: {
        summary: "Values that contradict others for the same sensor, quantity and instant",
        querystring: z.object({
          station: StationId.optional(),
          cursor: z.coerce.number().int().min(0).optional().describe("`next` of the page before"),
          limit: z.coerce.number().int().min(1).max(100).default(20),
        }),
        response: { 200: Page, ...refusals },
      },
    },
    async ({ principal, query: { station, cursor, limit } }) => {
      const query = { reason: "conflict", station, limit } as const;
      const found = await quarantine.list({ ...query, before: cursor, limit: limit + 1 });
      const shown = found.slice(0, limit);
      const last = shown.at(-1);
      return {
        conflicts: await Promise.all(shown.map((each) => asConflict(each, principal))),
        ...(found.length > limit && last !== undefined ? { next: last.id } : {}),
        total: quarantine.total(query),
      };
    },
  );

  api.post(
    "/api/v1/conflicts/:id",
    {
      config: { access: "quarantine.change" },
      schema: {
        summary: "Choose between the two values; the choice is recorded, and neither is deleted",
        params: z.object({ id: z.coerce.number().int().min(0) }),
        body: Decision,
        response: { 200: z.object({ decided: z.int() }), ...refusals },
      },
    },
    async ({ params: { id }, body: { choose } }) => {
      const points = await conflictPoints(quarantine, series, id);
      const decided = now();
      const { takes } = series.kept();
      // The value that was kept is in the sums already.
      if (choose === "offered" && points.some(({ at }) => at < takes))
        throw new Problem(
          quarantineProblems.values_no_longer_kept,
          `Of before ${isoInstant(takes)} this server has sums alone, in which the value that was kept stays: choose "kept", or remove the message.`,
        );
      await series.choose(
        points.map(({ kept, keptReceived: _, offered, ...key }) => ({
          ...key,
          value: choose === "offered" || kept === null ? offered : kept,
          other: choose === "offered" ? (kept ?? undefined) : offered,
          decided,
          by: "administrator",
        })),
      );
      // Both values stand in the choice from now on.
      await quarantine.remove([id]);
      return { decided: points.length };
    },
  );
};

const conflictPoints = async (
  quarantine: Quarantine,
  series: SeriesStore,
  id: number,
): Promise<OfferedPoint[]> => {
  const message = await quarantine.find(id);
  if (message?.reason !== "conflict" || message.station === undefined)
    throw new Problem(
      quarantineProblems.message_unknown,
      `No conflict has the number ${id}: it was decided, removed, or never there.`,
    );
  return pointsOf(message.station, message.payload, series);
};
