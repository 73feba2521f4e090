import { createHash } from "node:crypto";
import { join } from "node:path";
import * as z from "zod";
import type { ModuleContext } from "../module.ts";
import { readIfThere, writePrivateFile } from "../private-files/private-file.ts";
import type { RequestAnswer } from "../requests/requests.ts";
import { openZone } from "../text-tables/zone.ts";
import { MOST_FORECASTS } from "./forecasts/forecast.ts";
import type { GivenForecast } from "./forecasts/given-forecast.ts";
import { openForecasts } from "./forecasts/read-table.ts";
import type { ListedSource } from "./forecasts/source-list.ts";
import type { ForecastKeeper } from "./keep-forecasts.ts";

/** A country's communes for three days, with eight taxa. */
const MOST_BYTES = 50_000_000;
const WITHIN_MS = 60_000;
const HOUR_MS = 3_600_000;

/** What is remembered of a source, so that it is not asked again for what it has said. */
const Remembered = z.object({
  /** Of the address: of another one nothing is known. */
  address: z.string(),
  asked: z.number(),
  answered: z.number().optional(),
  etag: z.string().optional(),
  modified: z.string().optional(),
  /** Of the table that was read last, and when it was first seen. */
  table: z.object({ digest: z.string(), seen: z.number() }).optional(),
  /** Why it could not be had, or not be read. */
  fault: z.string().optional(),
});
type Remembered = z.infer<typeof Remembered>;
const Memory = z.record(z.string(), Remembered);

/** What must be named beside forecasts, and how fresh they are. */
export interface SourceCredit {
  readonly source: string;
  readonly name: string;
  readonly licence: string;
  /** When it answered last; undefined before its first answer. */
  readonly answered: number | undefined;
  /** Why its last answer could not be had; undefined where it could. */
  readonly fault: string | undefined;
}

export interface ForecastFetching {
  /** Asks each source whose time has come, one after the other. A source that fails stops none of the others. */
  fetchDue(): Promise<void>;
  /** Of the sources that are listed. */
  credits(): readonly SourceCredit[];
}

type Context = Pick<ModuleContext, "requests" | "territories" | "folder" | "now" | "log">;

const digestOf = (data: string | Uint8Array): string =>
  createHash("sha256").update(data).digest("base64url");

async function* inOnePart(body: Uint8Array): AsyncGenerator<Uint8Array> {
  yield body;
}

const headerText = (value: string | readonly string[] | undefined): string | undefined =>
  typeof value === "string" && value.length < 500 ? value : undefined;

/** Fetches what others publish, from the addresses that the operator listed: by default from none. */
export const createForecastFetching = (
  context: Context,
  sources: readonly ListedSource[],
  keeper: ForecastKeeper,
): ForecastFetching => {
  const { requests, territories, folder, now, log } = context;
  const file = join(folder, "quality", "forecast-sources.json");
  let memory: Map<string, Remembered> | undefined;
  let underWay: Promise<void> | undefined;

  const remembered = async (): Promise<Map<string, Remembered>> => {
    if (memory !== undefined) return memory;
    const text = await readIfThere(file);
    let known: z.infer<typeof Memory> = {};
    try {
      // A damaged file costs one request more.
      known = text === undefined ? {} : Memory.parse(JSON.parse(text));
    } catch {
      log.warn({ file }, "what was known of the sources of forecasts is not readable");
    }
    memory = new Map(Object.entries(known));
    return memory;
  };

  const remember = async (all: Map<string, Remembered>): Promise<void> => {
    const listed = new Set(sources.map(({ source }) => source));
    const kept = [...all].filter(([source]) => listed.has(source));
    await writePrivateFile(file, `${JSON.stringify(Object.fromEntries(kept))}\n`);
  };

  const isDue = ({ hours }: ListedSource, known: Remembered | undefined): boolean => {
    if (known === undefined) return true;
    const since = now() - known.asked;
    // After a failure an hour is enough. A request that lies ahead was written by a clock that was wrong.
    return since < 0 || since >= (known.fault === undefined ? hours : 1) * HOUR_MS;
  };

  /** Reads a table into the records. What is wrong with it, or how much of it was refused. */
  const importTable = async (
    { source, territory, station, scale }: ListedSource,
    body: Uint8Array,
    issued: number,
  ): Promise<{ readonly fault: string } | { readonly kept: number; readonly refused: number }> => {
    const name = territories.zoneOf(await keeper.territoryOf(territory));
    const zone = openZone(name);
    if (zone === undefined) throw new Error(`No zone ${name} on this machine.`);
    const opened = await openForecasts(inOnePart(body), {
      ...{ territory, station, scale, zone },
      issued: new Date(issued).toISOString(),
    });
    if (!opened.ok) return { fault: "it is no table of forecasts" };
    let [kept, changed, refused] = [0, 0, 0];
    let waiting: GivenForecast[] = [];
    const send = async (): Promise<void> => {
      if (waiting.length === 0) return;
      const outcome = await keeper.keep(
        { source, forecasts: waiting },
        { actor: { kind: "system" }, allows: () => true },
      );
      waiting = [];
      kept += outcome.kept;
      changed += outcome.changed;
      refused += outcome.refused.length;
    };
    for await (const row of opened.rows()) {
      if ("fault" in row) {
        refused += 1;
        continue;
      }
      if (waiting.length + row.forecasts.length > MOST_FORECASTS) await send();
      waiting.push(...row.forecasts);
    }
    await send();
    log.info({ source, kept, changed, refused }, "forecasts were fetched");
    return kept === 0 && refused > 0 ? { fault: "no row of it could be kept" } : { kept, refused };
  };

  /** What is known of the source after its answer. */
  const take = async (
    listed: ListedSource,
    before: Remembered,
    { status, headers, body }: RequestAnswer,
  ): Promise<Remembered> => {
    const { etag: _, modified: __, fault: ___, ...rest } = before;
    if (status === 304) return { ...before, answered: before.asked };
    if (status !== 200) return { ...before, fault: `it answered with status ${status}` };
    const digest = digestOf(body);
    const known = before.table?.digest === digest ? before.table.seen : before.asked;
    // A clock that was ahead is no reason to call a table newer than it is.
    const seen = Math.min(known, before.asked);
    const modified = headerText(headers["last-modified"]);
    const written = modified === undefined ? Number.NaN : Date.parse(modified);
    // What does not say when it was made was made when it was first seen, at the latest.
    const issued = written <= seen ? written : seen;
    const outcome = await importTable(listed, body, issued);
    if ("fault" in outcome) return { ...rest, fault: outcome.fault };
    const etag = headerText(headers.etag);
    return {
      ...{ ...rest, answered: before.asked, table: { digest, seen } },
      // Rows that were refused may be of territories that come later: the whole table is asked for again.
      ...(etag === undefined || outcome.refused > 0 ? {} : { etag }),
      ...(modified === undefined || outcome.refused > 0 ? {} : { modified }),
    };
  };

  const fetchOne = async (listed: ListedSource, known: Remembered | undefined) => {
    const address = digestOf(listed.url);
    const { fault: _, ...past } = known?.address === address ? known : {};
    const before: Remembered = { ...past, address, asked: now() };
    const outcome = await requests.send({
      url: listed.url,
      headers: {
        accept: "text/csv, text/plain;q=0.9, */*;q=0.1",
        ...(before.etag === undefined ? {} : { "if-none-match": before.etag }),
        ...(before.modified === undefined ? {} : { "if-modified-since": before.modified }),
      },
      maxBytes: MOST_BYTES,
      timeoutMs: WITHIN_MS,
    });
    return outcome.ok
      ? take(listed, before, outcome.answer)
      : { ...before, fault: outcome.refusal.en };
  };

  const fetchAll = async (): Promise<void> => {
    const all = await remembered();
    for (const listed of sources) {
      const { source } = listed;
      const known = all.get(source);
      if (!isDue(listed, known)) continue;
      const after = await fetchOne(listed, known);
      if (after.fault !== undefined)
        log.warn({ source, fault: after.fault }, "forecasts were not fetched");
      all.set(source, after);
      await remember(all);
    }
  };

  return {
    fetchDue: () => {
      if (sources.length === 0) return Promise.resolve();
      underWay ??= fetchAll().finally(() => {
        underWay = undefined;
      });
      return underWay;
    },
    credits: () =>
      sources.map(({ source, name, licence }) => {
        const known = memory?.get(source);
        return { source, name, licence, answered: known?.answered, fault: known?.fault };
      }),
  };
};
