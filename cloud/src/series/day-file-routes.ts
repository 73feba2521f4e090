import * as z from "zod";
import type { Api, Asking } from "../api/api.ts";
import { createPlaces } from "../api/places.ts";
import { Problem, refusals } from "../api/problems.ts";
import { answerTimes } from "../api/streamed-answer.ts";
import type { DayFile, DayFiles } from "./day-files.ts";
import { DAY_MS, dayOf } from "./days/day-block.ts";
import { dayFilePlaces, MOST_DAYS } from "./limits.ts";
import { seriesProblems } from "./problems.ts";

const ADDRESS = "/api/v1/series/days";
const PARQUET = "application/vnd.apache.parquet";
/** Whoever has it asks each time whether it is still for everybody. */
const REVALIDATED = "no-cache";

const DayQuery = z.object({
  from: z.iso
    .date()
    .optional()
    .meta({ description: "The first day (UTC); the first of all when absent" }),
  until: z.iso.date().optional().meta({ description: "A day that is no longer among them" }),
  limit: z.coerce.number().int().min(1).max(MOST_DAYS).default(31).meta({ description: "Days" }),
});

const DaysAnswer = z
  .object({
    days: z.array(
      z.object({
        day: z.iso.date().meta({ description: "Of UTC" }),
        files: z.array(
          z.object({
            name: z.string(),
            href: z.string(),
            bytes: z.int(),
            points: z.int(),
            stations: z.int(),
            sha256: z.string().meta({ description: "Of the whole file, in hexadecimal" }),
          }),
        ),
      }),
    ),
    next: z.iso.date().optional().meta({ description: "`from` of the next page" }),
  })
  .meta({ id: "DaysOfFiles" });

const textOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);
const numberOf = (text: string | undefined, absent: number): number =>
  text === undefined ? absent : dayOf(Date.parse(text));

const unknown = (name: string): Problem =>
  new Problem(
    seriesProblems.day_file_unknown,
    `There is no file "${name}" at present: ask ${ADDRESS} which there are.`,
  );

/** The one part of a file that is asked for; undefined when all is, or nothing that can be given. */
export const partOf = (
  { range, "if-range": ifRange }: Asking["headers"],
  { bytes }: Pick<DayFile, "bytes">,
  etag: string,
): { readonly start: number; readonly end: number } | undefined => {
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(range ?? "") ?? [];
  if (first === "" && last === "") return undefined;
  if (ifRange !== undefined && ifRange !== etag) return undefined;
  const start = first === "" ? Math.max(0, bytes - Number(last)) : Number(first);
  const end = first === "" || last === "" ? bytes - 1 : Math.min(Number(last), bytes - 1);
  return start <= end ? { start, end } : undefined;
};

/** Whole days as files for everybody. `files`: undefined where another program keeps the series. */
export const dayFileRoutes = (api: Api, files: DayFiles | undefined): void => {
  const places = createPlaces(dayFilePlaces);
  const config = { access: "measurements.read" } as const;

  api.get(
    ADDRESS,
    {
      config,
      schema: {
        summary: "Days as Parquet files, of the stations that everybody may see",
        description:
          "A day is there some days after it is over, in one file or several, which together hold each point once. It is written anew when points come late, or when a station is no longer, or newly, for everybody: its files then have other names. A file says what its columns mean, and holds no place.",
        querystring: DayQuery,
        response: { 200: DaysAnswer, ...refusals },
      },
    },
    async ({ query: { from, until, limit } }, reply) => {
      reply.header("cache-control", REVALIDATED);
      const range = {
        from: numberOf(from, Number.NEGATIVE_INFINITY),
        until: numberOf(until, Number.POSITIVE_INFINITY),
      };
      const found = files?.list(range, limit + 1) ?? [];
      const next = found[limit]?.[0];
      return {
        days: found.slice(0, limit).map(([day, ofDay]) => ({
          day: textOf(day),
          files: ofDay.map(({ day: _, name, ...file }) => ({
            ...{ name, href: `${ADDRESS}/${name}` },
            ...file,
          })),
        })),
        ...(next === undefined ? {} : { next: textOf(next) }),
      };
    },
  );

  api.get(
    `${ADDRESS}/:name`,
    {
      config,
      schema: {
        summary: "A day, or a part of its stations, as a Parquet file",
        description: "With `Range`, one part of the file.",
        params: z.object({ name: z.string().max(100) }),
        response: {
          200: { description: "The file", content: { [PARQUET]: { schema: z.string() } } },
          206: { description: "A part of it", content: { [PARQUET]: { schema: z.string() } } },
          ...refusals,
        },
      },
    },
    async (request, reply) => {
      const { name } = request.params;
      const file = files?.find(name);
      if (file === undefined) throw unknown(name);
      const etag = `"${file.sha256}"`;
      reply.headers({ etag, "cache-control": REVALIDATED, "accept-ranges": "bytes" });
      if (request.headers["if-none-match"]?.includes(etag) === true)
        return reply.code(304).send(undefined as never);
      const leave = await places.take(request.ip);
      reply.raw.once("close", leave);
      // Whoever left while waiting for the place will not close again.
      if (reply.raw.destroyed) leave();
      const part = partOf(request.headers, file, etag);
      // The access is asked for once more: it may have changed while this waited for its place.
      const stream = await files?.read(name, part);
      if (stream === undefined) throw unknown(name);
      reply.raw.setTimeout(answerTimes.stallMs, () => void reply.raw.destroy());
      reply.header("content-disposition", `attachment; filename="${name}"`).type(PARQUET);
      if (part !== undefined)
        reply.code(206).header("content-range", `bytes ${part.start}-${part.end}/${file.bytes}`);
      const length = part === undefined ? file.bytes : part.end - part.start + 1;
      return reply.header("content-length", length).send(stream as never);
    },
  );
};
