import { Flag, origins } from "@datacityzen/hardware/flags";
import { SensorId, StationId } from "@datacityzen/hardware/identifiers";
import { QuantityName, quantities } from "@datacityzen/hardware/quantities";
import * as z from "zod";
import { isSeenAt, type StationView } from "../access/station-view.ts";
import { isoInstant } from "../api/times.ts";
import type { LatestValue } from "../series/store.ts";

export const OriginName = z.enum(origins);

export const Latest = z.object({
  sensor: SensorId,
  origin: OriginName,
  quantity: QuantityName,
  unit: z.string().meta({ description: "UCUM" }),
  at: z.iso.datetime(),
  received: z.iso.datetime(),
  value: z.number(),
  flags: z.array(Flag),
});

export const LatestAnswer = z
  .object({ station: StationId, values: z.array(Latest) })
  .meta({ id: "LatestValues" });

export const asLatest = ({
  sensor,
  origin,
  quantity,
  at,
  received,
  value,
  flags,
}: LatestValue) => ({
  sensor,
  origin,
  quantity,
  unit: quantities[quantity].unit,
  at: isoInstant(at),
  received: isoInstant(received),
  value,
  flags: [...flags],
});

/** Newest values without those that whoever asks may not see. */
export const seenOf = (
  view: StationView,
  values: readonly LatestValue[],
): readonly LatestValue[] =>
  view.hidden.length === 0 ? values : values.filter(({ at }) => isSeenAt(view, at));
