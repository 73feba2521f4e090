import type { ClockHistory } from "@datacityzen/hardware/clock-judgement";
import { type Delivery, deliveryInterval, withDelivery } from "@datacityzen/hardware/deliveries";
import { type Origin, origins } from "@datacityzen/hardware/flags";
import {
  type HeardReading,
  patienceMs,
  type SaidState,
  type StationState,
  stationState,
} from "@datacityzen/hardware/station-state";
import { GATEWAY_KIT, Hello } from "@datacityzen/hardware/wire/hello";
import { Status } from "@datacityzen/hardware/wire/status";
import * as z from "zod";
import type { Range } from "../series/store.ts";
import { BoardTrouble, boardTroubleAfter } from "./board-trouble.ts";

/** From `since` (UTC ms) on, the sensor gives a reading each `every` ms. */
const Cadence = z.object({ since: z.number(), every: z.number() });
export type Cadence = z.infer<typeof Cadence>;

/** Up to `until` (UTC ms) the sensor was of this model: what was measured then is judged by the model of then. */
const FormerModel = z.object({ until: z.number(), model: z.string() });
type FormerModel = z.infer<typeof FormerModel>;

/** Kept as the judgement left it, which alone reads it. */
const Clock = z.custom<ClockHistory>((value) => typeof value === "object" && value !== null);
/** A station restarts now and then; a repeat of what it sent before may still come. */
const MOST_CLOCKS = 4;

/** What a station said before documents had their bounds is kept as far as it fits them. */
const keptStatus = (value: unknown): Status | undefined => {
  const { state, at } = (value ?? {}) as { readonly state?: unknown; readonly at?: unknown };
  return Status.safeParse({ state, at }).data ?? Status.safeParse({ state }).data;
};

/** A sensor that is renamed or reconfigured without end must not make its station's record grow. */
const MOST_SENSORS = 128;
const MOST_CADENCES = 8;
const MOST_MODELS = 8;

/** What the cloud knows of a station, from what it said of itself. */
export const StationRecord = z.object({
  id: z.string(),
  firstSeen: z.number(),
  /** Who brought it first: its own name, or that of a gateway. */
  introducedBy: z.string().optional(),
  hello: Hello.optional().catch(undefined),
  status: Status.optional().catch(({ value }) => keptStatus(value)),
  /** When the status reached the cloud, in UTC ms. */
  statusReceived: z.number().optional(),
  /** Since when it says the same, in UTC ms: repeating it, as after a restart of ours, changes nothing. */
  statusSince: z.number().optional(),
  /** What it says of its disk and radio, where that calls for somebody. */
  board: BoardTrouble.optional(),
  /** The gateway that relayed what it said last; absent when it spoke for itself. */
  via: z.string().optional(),
  /** Where its readings come from; absent in records of before this was kept. */
  origins: z.array(z.enum(origins)).optional(),
  /** When deliveries began, for a station that sends in bursts; kept after a pause only. */
  deliveries: z
    .array(z.object({ start: z.number(), quiet: z.number() }))
    .readonly()
    .optional(),
  /** What is known of the clock of its newest boots, where an offset was found. */
  clocks: z
    .array(z.object({ boot: z.string(), history: Clock }))
    .max(MOST_CLOCKS)
    .optional(),
  /** Each sensor's cadences in order of time: completeness of the past is judged by the past's. */
  cadences: z.record(z.string(), z.array(Cadence)),
  /** Of sensors that are of another model now, or gone, in order of time. */
  formerModels: z.record(z.string(), z.array(FormerModel)).optional(),
});
export type StationRecord = z.infer<typeof StationRecord>;

export const newStation = (id: string, now: number, introducedBy?: string): StationRecord => ({
  id,
  firstSeen: now,
  ...(introducedBy === undefined ? {} : { introducedBy }),
  cadences: {},
});

/** A gateway says how it is, and is no station: nobody measures there. */
export const isGateway = ({ hello }: StationRecord): boolean => hello?.kit === GATEWAY_KIT;

/** The record of a station that was heard through this gateway, or directly. */
export const withVia = (station: StationRecord, via: string | undefined): StationRecord => {
  const known = via === station.id ? undefined : via;
  if (station.via === known) return station;
  const { via: _, ...rest } = station;
  return known === undefined ? rest : { ...rest, via: known };
};

/** A sensor may bear a name that every object knows, such as "constructor". */
export const cadencesOf = (
  { cadences }: Pick<StationRecord, "cadences">,
  sensor: string,
): readonly Cadence[] => (Object.hasOwn(cadences, sensor) ? (cadences[sensor] ?? []) : []);

/** Those that `hello` names, and of the others those whose cadence changed last: as many as a record holds. */
const newestOf = (cadences: StationRecord["cadences"], hello: Hello): StationRecord["cadences"] => {
  const sensors = Object.entries(cadences);
  if (sensors.length <= MOST_SENSORS) return cadences;
  const current = new Set(hello.sensors.map(({ id }) => id));
  const changed = ([id, known]: (typeof sensors)[number]) =>
    current.has(id) ? Number.POSITIVE_INFINITY : (known.at(-1)?.since ?? 0);
  const byChange = Map.groupBy(sensors, changed);
  const instants = [...byChange.keys()].sort((one, other) => one - other);
  return Object.fromEntries(
    instants.flatMap((instant) => byChange.get(instant) ?? []).slice(-MOST_SENSORS),
  );
};

/** Former models with those that the new introduction does not repeat. */
const withFormerModels = (
  { hello: before, formerModels = {} }: Pick<StationRecord, "hello" | "formerModels">,
  hello: Hello,
  now: number,
): Pick<StationRecord, "formerModels"> => {
  const present = new Map(hello.sensors.map(({ id, model }) => [id, model]));
  const gone = (before?.sensors ?? []).filter(({ id, model }) => present.get(id) !== model);
  if (gone.length === 0) return {};
  const former = new Map(Object.entries(formerModels));
  for (const { id, model } of gone) {
    const known = former.get(id) ?? [];
    // Behind the others: of too many sensors those that changed last are kept.
    former.delete(id);
    former.set(id, [...known, { until: now, model }].slice(-MOST_MODELS));
  }
  return { formerModels: Object.fromEntries([...former].slice(-MOST_SENSORS)) };
};

/** Of which model a station's sensors were at an instant; undefined where nobody said it. */
export const modelsOf = (
  record: Pick<StationRecord, "hello" | "formerModels"> | undefined,
): ((sensor: string, at: number) => string | undefined) => {
  const present = new Map(record?.hello?.sensors.map(({ id, model }) => [id, model]));
  const former: ReadonlyMap<string, readonly FormerModel[]> = new Map(
    Object.entries(record?.formerModels ?? {}),
  );
  return (sensor, at) =>
    former.get(sensor)?.find(({ until }) => at < until)?.model ?? present.get(sensor);
};

/** The record after the station introduced itself. A cadence is noted only when it changes. */
export const withHello = (station: StationRecord, hello: Hello, now: number): StationRecord => {
  const cadences = { ...station.cadences };
  for (const { id, every } of hello.sensors) {
    const known = cadencesOf({ cadences }, id);
    if (known.at(-1)?.every === every) continue;
    // What came before the first introduction was measured by it too: a backlog arrives late.
    const [first, ...rest] = [...known, { since: known.length === 0 ? 0 : now, every }];
    cadences[id] = [first as Cadence, ...rest.slice(1 - MOST_CADENCES)];
  }
  return {
    ...station,
    ...withFormerModels(station, hello, now),
    ...{ hello, cadences: newestOf(cadences, hello) },
  };
};

/** The record with what is known of the clock of one boot. */
export const withClock = (
  station: StationRecord,
  boot: string,
  history: ClockHistory,
): StationRecord => ({
  ...station,
  clocks: [...(station.clocks ?? []).filter((one) => one.boot !== boot), { boot, history }].slice(
    -MOST_CLOCKS,
  ),
});

/** When a station was as it says. A clock that runs ahead is not believed beyond the arrival. */
const statusInstant = (status: Status, received: number): number =>
  Math.min(status.at ?? received, received);

/**
 * The record after the station said how it is. What was said earlier and arrives later changes nothing.
 * A will does not know when it was sent: it is as new as its arrival.
 */
export const withStatus = (
  station: StationRecord,
  status: Status,
  received: number,
): StationRecord => {
  const { status: known, statusReceived = received } = station;
  const isOlder =
    status.at !== undefined &&
    known !== undefined &&
    // Else our own clock was ahead when the known one came, and says nothing.
    statusReceived <= received &&
    statusInstant(status, received) < statusInstant(known, statusReceived);
  if (isOlder) return station;
  const said = saidState(station);
  const at = statusInstant(status, received);
  const since = said?.state === status.state && said.since <= received ? said.since : at;
  const board = boardTroubleAfter(station.board ?? {}, status, at);
  return { ...station, status, statusReceived: received, statusSince: since, board };
};

/** What the station last said of itself, and since when it says so. */
export const saidState = (
  station: Pick<StationRecord, "status" | "statusReceived" | "statusSince">,
): SaidState | undefined => {
  const { status, statusReceived, statusSince } = station;
  if (status === undefined) return undefined;
  // Records of older versions do not know since when.
  const since = statusSince ?? statusInstant(status, statusReceived ?? status.at ?? 0);
  return { state: status.state, since };
};

/** The record after a reading of this origin; the same record when nothing is new. */
export const withOrigins = (station: StationRecord, found: Iterable<Origin>): StationRecord => {
  const { origins: known = [] } = station;
  let all: readonly Origin[] = known;
  for (const origin of found) if (!all.includes(origin)) all = [...all, origin];
  return all === known && station.origins !== undefined
    ? station
    : { ...station, origins: [...all] };
};

/** Milliseconds from one reading to the next, of the slowest sensor; 0 when not known. */
export const slowest = ({ hello }: StationRecord): number =>
  Math.max(0, ...(hello?.sensors ?? []).map(({ every }) => every));

/** The record after a message came at `received`, the one before it `quiet` ms earlier. */
export const withPause = (
  station: StationRecord,
  received: number,
  quiet: number | undefined,
): StationRecord => {
  // A pause that nobody would call a silence says nothing.
  if (quiet === undefined || quiet <= patienceMs(0) || quiet <= patienceMs(slowest(station)))
    return station;
  const delivery: Delivery = { start: received, quiet };
  return { ...station, deliveries: withDelivery(station.deliveries ?? [], delivery) };
};

/** Milliseconds from one delivery to the next, where the station sends in bursts. */
export const deliveryMsOf = (
  { deliveries = [] }: Pick<StationRecord, "deliveries">,
  reading: HeardReading | undefined,
): number | undefined => deliveryInterval(deliveries, reading?.received ?? 0);

/** The state of a station as people see it. */
export const stateOf = (
  station: StationRecord,
  reading: HeardReading | undefined,
  gateway: StationRecord | undefined,
  now: number,
): StationState =>
  stationState(
    {
      said: saidState(station),
      reading,
      gateway: gateway && isGateway(gateway) ? saidState(gateway) : undefined,
      everyMs: slowest(station),
      deliveryMs: deliveryMsOf(station, reading),
    },
    now,
  );

/** Multiples of `step` in the half-open range [from, until). */
const gridPoints = (from: number, until: number, step: number): number =>
  Math.max(0, Math.ceil(until / step) - Math.ceil(from / step));

/**
 * How many readings a sensor of these cadences gives in a range, or null when its cadence was never
 * told. Readings lie on the grid of their cadence, and each is dated by the start of its interval:
 * one whose interval is not over at `now` is not missing.
 */
export const expectedReadings = (
  cadences: readonly Cadence[],
  { from, until }: Range,
  now: number,
): number | null => {
  if (cadences.length === 0) return null;
  return cadences.reduce((total, { since, every }, index) => {
    const start = Math.max(from, since);
    const end = Math.min(until, cadences[index + 1]?.since ?? until, now - every + 1);
    return total + gridPoints(start, end, every);
  }, 0);
};
