import type { AirOfStation, AirOfTerritory } from "../api/answers.ts";
import { type Api, type Asked, ask } from "../api/client.ts";
import type { Place } from "./kept-place.ts";
import { airSpeaker, otherSpeaker, type Speaker } from "./speaker.ts";

const NEAREST = 5;
/** Of as many the one that speaks is sought: the nearest may be silent. */
const HEARD = 20;
const DAY_MS = 86_400_000;
export const NEW_DAYS = 30;
const NEWS = 3;

export interface News {
  readonly stations: readonly {
    readonly id: string;
    readonly name: string;
    readonly since: number;
  }[];
  readonly annotations: readonly {
    readonly station: string;
    readonly name: string;
    readonly says: { readonly fr: string; readonly en: string };
    readonly from: number;
  }[];
}

export interface Here {
  /** Absent for all stations together. */
  readonly place: Place | undefined;
  /** A commune's name; a point has none. */
  readonly name: string | undefined;
  readonly speaker: Speaker | undefined;
  readonly noise: AirOfStation | undefined;
  readonly pollen: AirOfStation | undefined;
  readonly nearest: readonly AirOfStation[];
  readonly glance: AirOfTerritory;
  readonly advice: AirOfTerritory["tables"]["advice"];
  readonly news: News;
}

const known = <T>(asked: Asked<T>): T | undefined => (asked.ok ? asked.value : undefined);

/** The smallest territory around a place in which somebody measures. */
const glanceOf = async (
  api: Api,
  keys: readonly string[],
  signal: AbortSignal,
): Promise<AirOfTerritory | undefined> => {
  let last: AirOfTerritory | undefined;
  for (const code of keys) {
    const params = { path: { code } };
    const found = known(await ask(api.GET("/api/v1/air/territories/{code}", { params, signal })));
    if (found === undefined) continue;
    last = found;
    if (found.judged > 0) break;
  }
  return last?.stations === 0 ? undefined : last;
};

const newsOf = async (
  api: Api,
  nearest: readonly { readonly id: string; readonly name: string }[],
  now: number,
  signal: AbortSignal,
): Promise<News> => {
  const query = { sort: "new", origin: "measured", limit: NEWS } as const;
  const list = known(await ask(api.GET("/api/v1/stations", { params: { query }, signal })));
  const stations = (list?.stations ?? [])
    .map(({ id, title, firstSeen }) => ({ id, name: title ?? id, since: Date.parse(firstSeen) }))
    .filter(({ since }) => now - since < NEW_DAYS * DAY_MS);
  const from = new Date(now - NEW_DAYS * DAY_MS).toISOString();
  const about = nearest.length > 0 ? nearest : stations;
  const nameOf = new Map(about.map(({ id, name }) => [id, name]));
  const found = await Promise.all(
    about.map(async ({ id: station }) =>
      known(
        await ask(
          api.GET("/api/v1/quality/annotations", { params: { query: { station, from } }, signal }),
        ),
      ),
    ),
  );
  return {
    stations,
    annotations: found
      .flatMap((answer) => answer?.annotations ?? [])
      .map(({ station, says, from: begin }) => ({
        ...{ station, name: nameOf.get(station) ?? station, says },
        from: Date.parse(begin),
      }))
      .toSorted((one, other) => other.from - one.from)
      .slice(0, NEWS),
  };
};

/** What the page tells of a place, or of all stations. A commune that nobody knows is none. */
export const askHere = async (
  api: Api,
  asked: Place | undefined,
  now: number,
  signal: AbortSignal,
): Promise<Asked<Here>> => {
  const all = await ask(api.GET("/api/v1/air/territories", { signal }));
  if (!all.ok) return all;
  let point = asked?.kind === "point" ? { lat: asked.lat, lon: asked.lon } : undefined;
  let place = asked;
  let name: string | undefined;
  let keys: string[] = [];
  if (asked?.kind === "territory") {
    const params = { path: { code: asked.key } };
    const found = known(await ask(api.GET("/api/v1/territories/{code}", { params, signal })));
    name = found?.name;
    if (found === undefined || found.label === undefined) place = undefined;
    else {
      point = { lat: found.label.lat, lon: found.label.lon };
      keys = [found.key, ...found.parents.map(({ key }) => key)];
    }
  }
  const near =
    point === undefined
      ? []
      : (known(
          await ask(api.POST("/api/v1/air/near", { body: { ...point, limit: HEARD }, signal })),
        )?.stations ?? []);
  const first = near[0]?.place?.territory;
  if (place?.kind === "point" && typeof first === "string") {
    const params = { path: { code: first } };
    const found = known(await ask(api.GET("/api/v1/territories/{code}", { params, signal })));
    keys = found === undefined ? [] : [found.key, ...found.parents.map(({ key }) => key)];
  }
  const speaker = airSpeaker(near);
  const origin = speaker?.station.origin;
  const nearest = near.slice(0, NEAREST);
  const [glance, news] = await Promise.all([
    place === undefined ? undefined : glanceOf(api, keys, signal),
    newsOf(
      api,
      nearest.map(({ station: id, name }) => ({ id, name })),
      now,
      signal,
    ),
  ]);
  return {
    ok: true,
    value: {
      ...{ place, name, speaker, nearest, news },
      noise: otherSpeaker(near, "noise", origin),
      pollen: otherSpeaker(near, "pollen", origin),
      glance: glance ?? all.value,
      advice: all.value.tables.advice,
    },
  };
};
