import type { Questions } from "../forms/questions.ts";

/** The questions of somebody who wants to be told, one a page. */
export const subscribeQuestions = {
  where: ["search"],
  place: ["place"],
  what: ["what"],
  when: ["quiet", "end", "every"],
  address: ["address", "phone"],
} as const satisfies Questions<string>;
export type SubscribeQuestion = keyof typeof subscribeQuestions;

/** Of a station, where is known. */
export const askedOf = (isStation: boolean): readonly SubscribeQuestion[] =>
  (Object.keys(subscribeQuestions) as SubscribeQuestion[]).filter(
    (one) => !isStation || (one !== "where" && one !== "place"),
  );

/** At most how often somebody is written to, in minutes between two messages. */
export const everies = { news: 0, hours: 360, day: 1_440 } as const;
export type Every = keyof typeof everies;
export const everyNames = Object.keys(everies) as Every[];
/** What a form says; six hours when it says nothing. */
export const everyIn = (text: string): Every => everyNames.find((name) => name === text) ?? "hours";
/** The one that comes nearest: programs may have asked for another. */
export const everyOf = (minutes: number): Every =>
  everyNames.findLast((name) => everies[name] <= minutes) ?? "news";

/** The night of the forms. */
export const NIGHT = { from: "22:00", until: "07:00" };

/** What a form changes; hours and times that a program has set, and that the form shows by the nearest choice, stay. */
export const wishesOf = (
  { quiet, every }: { readonly quiet: string; readonly every: string },
  before: { readonly quiet: typeof NIGHT | null; readonly everyMinutes: number } | undefined,
) => {
  const chosen = everyIn(every);
  const isAsBefore = before !== undefined && everyOf(before.everyMinutes) === chosen;
  return {
    quiet: quiet === "no" ? null : (before?.quiet ?? NIGHT),
    everyMinutes: isAsBefore ? before.everyMinutes : everies[chosen],
  };
};

/** What is proposed in words, each with what the API is asked for. */
export const proposals = {
  airPoor: { watched: "eaqi2024", up: 4 },
  airMediocre: { watched: "eaqi2024", up: 3 },
  dayPoor: { watched: "atmo", up: 4 },
  noise: { watched: "laeq:hour", up: 65 },
  grass: { watched: "pollen_poaceae", up: 3 },
  birch: { watched: "pollen_betula", up: 3 },
  ragweed: { watched: "pollen_ambrosia", up: 2 },
  airTomorrow: { watched: "atmo:tomorrow", up: 4 },
  pollenTomorrow: { watched: "pollen:tomorrow", up: 3 },
  grassTomorrow: { watched: "pollen_poaceae:tomorrow", up: 3 },
  birchTomorrow: { watched: "pollen_betula:tomorrow", up: 3 },
  ragweedTomorrow: { watched: "pollen_ambrosia:tomorrow", up: 2 },
} as const;
export type Proposal = keyof typeof proposals;
export const proposalNames = Object.keys(proposals) as Proposal[];

export const isProposal = (text: string): text is Proposal => Object.hasOwn(proposals, text);

/** What is watched, and from where on. */
export interface Wanted {
  readonly watched: string;
  readonly up: number;
}

export const isForecast = (watched: string): boolean => watched.endsWith(":tomorrow");

/** What can be ticked at a place: `offered` names the forecasts that somebody makes for it. */
export const proposedAt = (
  texts: readonly string[],
  offered: ReadonlySet<string>,
): readonly string[] =>
  texts.filter((text) => {
    const watched = wantedIn(text)?.watched ?? "";
    return !isForecast(watched) || offered.has(watched);
  });

/** As a form writes it: a name of the list above, or what a practice proposes besides, "pm2_5:hour@25". */
export const wantedText = ({ watched, up }: Wanted): string =>
  proposalNames.find((name) => proposals[name].watched === watched && proposals[name].up === up) ??
  `${watched}@${up}`;

const BESIDES = /^([a-z0-9_:]{2,60})@(-?\d{1,6}(?:\.\d{1,3})?)$/;

export const wantedIn = (text: string): Wanted | undefined => {
  if (isProposal(text)) return proposals[text];
  const [, watched, up] = BESIDES.exec(text) ?? [];
  return watched === undefined || up === undefined ? undefined : { watched, up: Number(up) };
};

/** What was ticked: several fields of one name, or what an earlier page carries along. */
export const chosenIn = (form: FormData): readonly string[] => [
  ...new Set(
    form
      .getAll("what")
      .flatMap((value) => (typeof value === "string" ? value.split(" ") : []))
      .filter((text) => wantedIn(text) !== undefined),
  ),
];

/** A place as the form carries it: where it is, and what it is called. */
export const placeValue = (place: string, label: string): string => `${place}|${label}`;
export const placeIn = (
  value: string,
): { readonly place: string; readonly name: string } | undefined => {
  const at = value.indexOf("|");
  return at < 1 ? undefined : { place: value.slice(0, at), name: value.slice(at + 1).slice(0, 60) };
};
