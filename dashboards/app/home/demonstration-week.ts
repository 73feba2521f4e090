/** What happens each week in the invented territory, as its pages tell it: dcz/simulate/demonstration/week.ts makes it happen. */
export interface Happening {
  readonly what: "smoke" | "storm" | "outage" | "works" | "feast" | "pollen";
  /** 0 for Monday. */
  readonly day: number;
  /** By the clock on the wall, about. */
  readonly hour: number;
  /** Where it is seen best. */
  readonly station: string;
  readonly title: string;
  readonly quantity: string;
}

const station = {
  avenue: { station: "demo-avenue-de-la-gare", title: "Avenue de la Gare" },
  market: { station: "demo-place-du-marche", title: "Place du Marché" },
  farm: { station: "demo-ferme-des-tilleuls", title: "Ferme des Tilleuls" },
  mill: { station: "demo-le-moulin", title: "Le Moulin" },
  hall: { station: "demo-bourg-mairie", title: "Mairie de Bourg-Exemple" },
  library: { station: "demo-mediatheque", title: "Médiathèque" },
  dunes: { station: "demo-ecole-des-dunes", title: "École des Dunes" },
} as const;

export const demonstrationWeek: readonly Happening[] = [
  { what: "works", day: 0, hour: 8, ...station.avenue, quantity: "laeq" },
  { what: "smoke", day: 1, hour: 19, ...station.market, quantity: "pm2_5" },
  { what: "works", day: 2, hour: 13.5, ...station.avenue, quantity: "laeq" },
  { what: "storm", day: 3, hour: 16.5, ...station.farm, quantity: "wind_speed" },
  { what: "outage", day: 3, hour: 17.4, ...station.mill, quantity: "pm2_5" },
  { what: "outage", day: 4, hour: 10.2, ...station.hall, quantity: "pm2_5" },
  { what: "feast", day: 5, hour: 20, ...station.market, quantity: "laeq" },
  { what: "pollen", day: 5, hour: 9, ...station.library, quantity: "pollen_total" },
  { what: "smoke", day: 6, hour: 18, ...station.dunes, quantity: "pm2_5" },
];

/** Where the territory is invented, and with it its clocks. */
const ZONE = "Europe/Paris";
const WEEK_DAYS = 7;
const HOUR_MINUTES = 60;

export interface Happened extends Happening {
  /** UTC ms. */
  readonly at: number;
  /** "2026-11-24", there. */
  readonly date: string;
  readonly part: "morning" | "afternoon" | "evening";
}

const partOfDay = (hour: number): Happened["part"] =>
  hour < 12 ? "morning" : hour < 17 ? "afternoon" : "evening";

/** What happened in the seven days before `now` (UTC ms), the last first. */
export const lastWeek = (now: number): readonly Happened[] => {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(ZONE);
  return demonstrationWeek
    .map((happening) => {
      const { day, hour } = happening;
      const back = (today.dayOfWeek - 1 - day + WEEK_DAYS) % WEEK_DAYS;
      const time = { hour: Math.floor(hour), minute: Math.round((hour % 1) * HOUR_MINUTES) };
      const date = today.toPlainDate().subtract({ days: back });
      const begun = date.toZonedDateTime({ timeZone: ZONE, plainTime: time });
      const last = begun.epochMilliseconds <= now ? begun : begun.subtract({ days: WEEK_DAYS });
      return {
        ...happening,
        ...{ at: last.epochMilliseconds, date: last.toPlainDate().toString() },
        part: partOfDay(hour),
      };
    })
    .toSorted((one, other) => other.at - one.at);
};
