import * as z from "zod";
import type { Api } from "../api/api.ts";
import { refusals } from "../api/problems.ts";
import { Words } from "../api/words.ts";
import type { ModuleContext } from "../module.ts";
import { stationResource } from "../places/station-resource.ts";
import { verdictsSince } from "./queries.ts";
import type { verdicts } from "./tables.ts";
import { watchedNames, watchedOf } from "./watched.ts";

const DAYS = 90;
/** Of fewer answers nothing is told: nobody can guess whose they are. */
const FEWEST = 5;

const Answers = z.object({ right: z.int(), wrong: z.int(), unsure: z.int() });

const VerdictsAnswer = z
  .object({
    watched: z.enum(watchedNames),
    title: Words,
    unit: z.string(),
    up: z.number().meta({ description: "The threshold that was crossed" }),
    answers: Answers,
  })
  .meta({ id: "AlertVerdicts" });

type VerdictParts = Pick<ModuleContext, "records" | "knownStations" | "territories" | "now">;

/** What readers said of their messages, in bulk, for whoever looks after the stations that counted. */
export const verdictRoutes = (
  api: Api,
  { records, knownStations, territories, now }: VerdictParts,
): void => {
  api.get(
    "/api/v1/alerts/verdicts",
    {
      config: { access: "alerts.verdicts", resource: "handler" },
      schema: {
        summary: "Were the messages right? What their readers said, in bulk",
        description: `Of the last ${DAYS} days, by what was watched and its threshold, of messages about stations in one's territory; forecasts for the whole platform alone. Of fewer than ${FEWEST} answers nothing is told, and of nobody anything.`,
        response: { 200: z.object({ verdicts: z.array(VerdictsAnswer) }), ...refusals },
      },
    },
    async (request, reply) => {
      reply.header("cache-control", "private, no-store");
      const isAll = request.allows({});
      const known = new Map<string, boolean>();
      const looksAfter = (station: string): boolean => {
        const before = known.get(station);
        if (before !== undefined) return before;
        const may = request.allows(stationResource(knownStations.find(station), territories));
        known.set(station, may);
        return may;
      };
      const groups = new Map<
        string,
        { watched: string; up: number; answers: { [verdict in (typeof verdicts)[number]]: number } }
      >();
      const since = new Date(now() - DAYS * 86_400_000);
      for (const { watched, up, verdict, counted } of await verdictsSince(records.db, since)) {
        if (verdict === null) continue;
        if (!isAll && !counted.some(({ station }) => looksAfter(station))) continue;
        const key = `${watched} ${up}`;
        const group = groups.get(key) ?? {
          ...{ watched, up, answers: { right: 0, wrong: 0, unsure: 0 } },
        };
        group.answers[verdict] += 1;
        groups.set(key, group);
      }
      const named = [...groups.values()].flatMap(({ watched: name, up, answers }) => {
        const { right, wrong, unsure } = answers;
        const watched = watchedOf(name);
        if (watched === undefined || right + wrong + unsure < FEWEST) return [];
        return [{ watched: watched.name, title: watched.title, unit: watched.unit, up, answers }];
      });
      return {
        verdicts: named.sort((one, other) =>
          one.watched === other.watched ? one.up - other.up : one.watched < other.watched ? -1 : 1,
        ),
      };
    },
  );
};
