import { randomBytes } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { Flag, origins } from "@datacityzen/hardware/flags";
import { QuantityName } from "@datacityzen/hardware/quantities";
import {
  type Batch,
  earliestInstant,
  latestInstant,
  mostReadings,
} from "@datacityzen/hardware/wire/batch";
import * as z from "zod";
import type {
  Appended,
  Block,
  OfSeries,
  Point,
  Range,
  Selection,
  SeriesKey,
} from "../../cloud/src/series/store.ts";
import { type OpenedSide, Withheld } from "./side.ts";

/** Where a cloud answers, and what its machine's token is: for stations that are not everybody's, and to write. */
export interface CloudAddress {
  readonly url: string;
  readonly token: string | undefined;
}

const DAY_MS = 86_400_000;
/** Of a range that is longer it is asked first which months have readings. */
const LONG_MS = 40 * DAY_MS;
/** About what one question of a station carries. */
const WINDOW_MS = 6 * DAY_MS;
const POINTS_OF_A_PAGE = 100_000;
const STATIONS_OF_A_PAGE = 500;
const ANSWER_WITHIN_MS = 120_000;
/** A server that is busy, or was started again, is asked again. */
const TRIES = 6;
const LONGEST_WAIT_MS = 60_000;

const Days = z.object({ days: z.array(z.object({ day: z.string() })) });
const Stations = z.object({
  stations: z.array(z.object({ id: z.string() })),
  next: z.string().optional(),
});
const Latest = z.object({
  values: z.array(
    z.object({ sensor: z.string(), origin: z.enum(origins), quantity: QuantityName }),
  ),
});
const Points = z.object({
  next: z.string().optional(),
  series: z.array(
    z.object({
      sensor: z.string(),
      origin: z.enum(origins),
      points: z.array(
        z.object({
          at: z.string(),
          received: z.string(),
          value: z.number(),
          flags: z.array(Flag),
          first: z.number().optional(),
        }),
      ),
    }),
  ),
});
const Months = z.object({
  next: z.string().optional(),
  series: z.array(
    z.object({ points: z.array(z.object({ at: z.string(), until: z.string(), count: z.int() })) }),
  ),
});
const Delivered = z.object({
  accepted: z.int(),
  refusals: z.array(
    z.object({
      line: z.int(),
      reason: z.string(),
      detail: z.string(),
      isPart: z.boolean().optional(),
    }),
  ),
});

/** A request that was not answered as it should have been. */
export class CloudRefused extends Error {
  override readonly name = "CloudRefused";
  readonly status: number;
  readonly code: string | undefined;
  constructor(status: number, code: string | undefined, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

const retryAfterMs = (response: Response, tries: number): number =>
  Math.min(
    LONGEST_WAIT_MS,
    1000 * (Number(response.headers.get("retry-after")) || 2 ** Math.min(tries, 5)),
  );

const createClient = ({ url, token }: CloudAddress) => {
  const base = url.replace(/\/$/, "");
  const once = (path: string, init: RequestInit): Promise<Response> =>
    fetch(`${base}${path}`, {
      ...init,
      headers: {
        ...init.headers,
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      // The token goes to this address and no other.
      redirect: "error",
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
  return async <T>(
    schema: z.ZodType<T>,
    path: string,
    init: RequestInit = {},
  ): Promise<{ readonly body: T; readonly headers: Headers }> => {
    for (let tries = 0; ; tries++) {
      let response: Response;
      let body: unknown;
      try {
        response = await once(path, { headers: { accept: "application/json" }, ...init });
        body = await response.json();
      } catch (error) {
        // A repeat changes nothing, of questions and of readings.
        if (tries + 1 >= TRIES || error instanceof SyntaxError) throw error;
        await wait(Math.min(LONGEST_WAIT_MS, 500 * 2 ** tries));
        continue;
      }
      if (response.ok) return { body: schema.parse(body), headers: response.headers };
      const { status } = response;
      if ((status === 429 || status === 503) && tries + 1 < TRIES) {
        await wait(retryAfterMs(response, tries));
        continue;
      }
      const { code, detail } = body as { readonly code?: string; readonly detail?: string };
      throw new CloudRefused(status, code, `${status}: ${detail ?? response.statusText}`);
    }
  };
};

type Ask = ReturnType<typeof createClient>;

/** Whether a DataCityZen answers at an address: it alone has days as files there. */
export const isCloud = async (url: string): Promise<boolean> => {
  try {
    const response = await fetch(`${url.replace(/\/$/, "")}/api/v1/series/days?limit=1`, {
      redirect: "error",
      signal: AbortSignal.timeout(10_000),
    });
    return response.ok && Days.safeParse(await response.json()).success;
  } catch {
    return false;
  }
};

const monthsIn = async (
  ask: Ask,
  query: Record<string, string>,
  { from, until }: Range,
): Promise<readonly Range[]> => {
  const found = new Map<number, Range>();
  let cursor: string | undefined;
  do {
    const { body } = await ask(
      Months,
      `/api/v1/series/means?${new URLSearchParams({
        ...{ ...query, every: "P1M", zone: "UTC", limit: String(POINTS_OF_A_PAGE) },
        ...{ from: new Date(from).toISOString(), until: new Date(until).toISOString() },
        ...(cursor === undefined ? {} : { cursor }),
      })}`,
    );
    for (const { points } of body.series)
      for (const { at, until: end } of points)
        found.set(Date.parse(at), { from: Date.parse(at), until: Date.parse(end) });
    cursor = body.next;
  } while (cursor !== undefined);
  return [...found.values()];
};

/** Parts of ranges, in order, of about the same length. */
const windowsIn = (ranges: readonly Range[]): readonly Range[] =>
  [...ranges]
    .sort((one, other) => one.from - other.from)
    .flatMap(({ from, until }) => {
      const count = Math.max(1, Math.ceil((until - from) / WINDOW_MS));
      return Array.from({ length: count }, (_, place) => ({
        from: Math.floor(from + (place * (until - from)) / count),
        until: Math.floor(from + ((place + 1) * (until - from)) / count),
      }));
    });

const isUnknown = (error: unknown): boolean =>
  error instanceof CloudRefused && error.status === 404;

/** A batch with the blocks that are in it. */
interface Line {
  readonly batch: Batch & { readonly station: string };
  readonly waiting: readonly ((outcome: Error | undefined) => void)[];
}

/** A running cloud, by its HTTP API: what it was sent, and not what was made of that. */
export const openCloudSide = async (address: CloudAddress): Promise<OpenedSide> => {
  const ask = createClient(address);
  let lostBefore: number | undefined;

  /** One window of one quantity. */
  const pointsIn = async (
    query: Record<string, string>,
    key: Pick<SeriesKey, "station" | "quantity">,
    { from, until }: Range,
  ): Promise<OfSeries<Point>[]> => {
    const found = new Map<string, SeriesKey & { readonly points: Point[] }>();
    let cursor: string | undefined;
    do {
      const { body, headers } = await ask(
        Points,
        `/api/v1/series?${new URLSearchParams({
          ...{ ...query, limit: String(POINTS_OF_A_PAGE) },
          ...{ from: new Date(from).toISOString(), until: new Date(until).toISOString() },
          ...(cursor === undefined ? {} : { cursor }),
        })}`,
      );
      noteLost(headers.get("no-longer-kept"));
      for (const { sensor, origin, points } of body.series) {
        const name = `${sensor} ${origin}`;
        const known = found.get(name) ?? { ...key, sensor, origin, variant: "raw", points: [] };
        found.set(name, known);
        for (const { at, received, value, flags, first } of points)
          known.points.push({
            ...{ at: Date.parse(at), received: Date.parse(received), flags },
            // As it was sent, whatever somebody chose since.
            value: first ?? value,
          });
      }
      cursor = body.next;
    } while (cursor !== undefined);
    return [...found.values()];
  };

  const noteLost = (header: string | null): void => {
    for (const [, until] of (header ?? "").matchAll(/\/([^;]+);/g)) {
      const end = Date.parse(until ?? "");
      if (!Number.isNaN(end)) lostBefore = Math.max(lostBefore ?? end, end);
    }
  };

  async function* stream({
    stations,
    quantities,
    variant = "raw",
    ...range
  }: Selection): AsyncGenerator<OfSeries<Point>[]> {
    const [station] = stations;
    if (station === undefined || variant !== "raw") return;
    const whole = {
      from: Math.max(range.from, earliestInstant),
      until: Math.min(range.until, latestInstant),
    };
    if (whole.from >= whole.until) return;
    const asked = quantities.map((quantity) => ({ station, quantity }));
    try {
      const isLong = whole.until - whole.from > LONG_MS;
      const months = new Map<number, Range>();
      if (isLong)
        for (const key of asked)
          for (const month of await monthsIn(ask, key, whole)) months.set(month.from, month);
      for (const window of windowsIn(isLong ? [...months.values()] : [whole])) {
        const piece: OfSeries<Point>[] = [];
        for (const key of asked) piece.push(...(await pointsIn(key, key, window)));
        if (piece.length > 0) yield piece;
      }
    } catch (error) {
      // A station that never sent anything there.
      if (isUnknown(error)) return;
      if (error instanceof CloudRefused && error.code === "range_hidden")
        throw new Withheld(error.message);
      throw error;
    }
  }

  const boot = `copy${randomBytes(8).toString("hex")}`;
  let seq = 0;
  let waiting: { readonly block: Block; readonly done: (outcome: Error | undefined) => void }[] =
    [];
  /** One request after the other. */
  let isSending = false;

  /** As many readings in a batch as one takes: in what order they came is not said to the other side. */
  const linesOf = (some: typeof waiting): readonly Line[] => {
    const lines: Line[] = [];
    for (const [station, ofStation] of Map.groupBy(some, ({ block }) => block.station)) {
      let readings: Block["readings"][number][] = [];
      let done: ((outcome: Error | undefined) => void)[] = [];
      const flush = (): void => {
        if (readings.length === 0) return;
        const batch = { station, boot, seq: seq++, clock: "ntp" as const, readings };
        lines.push({ batch, waiting: done });
        [readings, done] = [[], []];
      };
      for (const { block, done: settled } of ofStation) {
        if (readings.length + block.readings.length > mostReadings) flush();
        readings.push(...block.readings);
        done.push(settled);
      }
      flush();
    }
    return lines;
  };

  const send = async (): Promise<void> => {
    while (waiting.length > 0) {
      const lines = linesOf(waiting);
      waiting = [];
      try {
        const { body } = await ask(Delivered, "/api/v1/readings", {
          method: "POST",
          headers: { "content-type": "application/x-ndjson" },
          body: lines.map(({ batch }) => `${JSON.stringify(batch)}\n`).join(""),
        });
        const refused = new Map(body.refusals.map((one) => [one.line, one]));
        for (const [place, line] of lines.entries()) {
          const refusal = refused.get(place + 1);
          const outcome = refusal && new Error(`${refusal.reason}: ${refusal.detail}`);
          for (const settle of line.waiting) settle(outcome);
        }
      } catch (error) {
        for (const line of lines) for (const settle of line.waiting) settle(error as Error);
      }
    }
    isSending = false;
  };

  const append = (block: Block): Promise<Appended> => {
    if (block.variant !== undefined && block.variant !== "raw")
      return Promise.reject(
        new Error(
          `${block.variant}: a running cloud takes raw values alone, and makes others itself`,
        ),
      );
    return new Promise((resolve, reject) => {
      waiting.push({
        block,
        done: (error) => (error === undefined ? resolve({ conflicts: [] }) : reject(error)),
      });
      // With all that is handed in at once.
      if (isSending) return;
      isSending = true;
      queueMicrotask(send);
    });
  };

  const stations = async (): Promise<readonly string[]> => {
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const query = new URLSearchParams({
        limit: String(STATIONS_OF_A_PAGE),
        ...(cursor === undefined ? {} : { cursor }),
      });
      const { body } = await ask(Stations, `/api/v1/stations?${query}`);
      found.push(...body.stations.map(({ id }) => id));
      cursor = body.next;
    } while (cursor !== undefined);
    return found;
  };

  return {
    ok: true,
    side: {
      store: { stream, append, choose: async () => undefined },
      keepsArrivals: false,
      takesDecisions: false,
      lostBefore: () => lostBefore,
      ...{ sums: undefined, introduce: async () => undefined },
      stations,
      async seriesOf(station) {
        try {
          const { body } = await ask(Latest, `/api/v1/stations/${station}/latest`);
          return body.values.map((key) => ({ ...key, station, variant: "raw" as const }));
        } catch (error) {
          if (isUnknown(error)) return [];
          throw error;
        }
      },
      async *decisions() {},
      close: async () => undefined,
    },
  };
};
