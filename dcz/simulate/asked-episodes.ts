import { fixedDurationMs } from "@datacityzen/hardware/duration";
import { askedEpisode } from "./episodes/calendar.ts";
import { type Episode, type EpisodeKind, episodeKinds } from "./episodes/episode.ts";
import { centreOf } from "./places.ts";

/** An episode that a person asks for, as it is typed after --episode. */
export interface AskedEpisode {
  readonly kind: EpisodeKind | "none";
  /** UTC ms, or from the start of the program on. */
  readonly begin: { readonly at: number } | { readonly inMs: number };
}

type Read =
  | { readonly ok: true; readonly episodes: readonly AskedEpisode[] }
  | { readonly ok: false; readonly given: string };

const NOW = { inMs: 0 };

/** "2026-07-01T16:00Z", "PT10M", "-PT1H"; undefined when it is none of these. */
const readBegin = (text: string): AskedEpisode["begin"] | undefined => {
  const sign = text.startsWith("-") ? -1 : 1;
  const inMs = fixedDurationMs(text.replace(/^[+-]/, ""));
  if (inMs !== undefined) return { inMs: sign * inMs };
  try {
    return { at: Temporal.Instant.from(text).epochMilliseconds };
  } catch {
    return undefined;
  }
};

export const readEpisodes = (given: readonly string[]): Read => {
  const episodes: AskedEpisode[] = [];
  for (const text of given) {
    const [name, ...rest] = text.split("@");
    const kind = [...episodeKinds, "none" as const].find((each) => each === name);
    const begin = rest.length === 0 ? NOW : readBegin(rest.join("@"));
    if (kind === undefined || begin === undefined || (kind === "none" && begin !== NOW))
      return { ok: false, given: text };
    episodes.push({ kind, begin });
  }
  return { ok: true, episodes };
};

/** What happens in the region: what its seed draws, and what was asked for; with "none", that alone. */
export const calendarFor = (
  {
    seed,
    episodes = [],
  }: { readonly seed: number; readonly episodes?: readonly AskedEpisode[] | undefined },
  now: number,
): { readonly asked: readonly Episode[]; readonly drawsOwn: boolean } => {
  const { lon } = centreOf(seed);
  return {
    asked: episodes.flatMap(({ kind, begin }) =>
      kind === "none"
        ? []
        : [askedEpisode(seed, lon, kind, "at" in begin ? begin.at : now + begin.inMs)],
    ),
    drawsOwn: !episodes.some(({ kind }) => kind === "none"),
  };
};
