import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import type { AirOfStation, AirTables, Series } from "../api/answers.ts";
import { type Api, type Asked, ask } from "../api/client.ts";
import { bestMeans } from "./best-means.ts";
import { type CalendarDay, calendarOf, firstDay, type OfPollutant } from "./calendar.ts";
import { type Elsewhere, elsewhereOf } from "./elsewhere.ts";
import { type ExtremesSoFar, extremesSoFar } from "./extremes.ts";
import { type Nearby, nearbyOf } from "./nearby.ts";
import { type NoiseClock, noiseClockOf } from "./noise-clock.ts";
import { type Petal, roseOf } from "./rose.ts";

const DAY = 86_400_000;
const NOISE_DAYS = 7;
const WIND_DAYS = 31;
const RAW = "raw";
/** Of a longer life, extremes are told by month. */
const MOST_DAYS = 800;

const particles: readonly QuantityName[] = ["pm2_5", "pm10"];
const gases: readonly QuantityName[] = ["no2", "o3"];

export interface Portrait {
  readonly elsewhere: readonly Elsewhere[];
  readonly nearby: readonly Nearby[];
  readonly noise: NoiseClock | undefined;
  readonly calendar: readonly CalendarDay[];
  readonly rose: { readonly quantity: QuantityName; readonly petals: readonly Petal[] } | undefined;
  readonly soFar: (ExtremesSoFar & { readonly unit: "day" | "month" }) | undefined;
}

export interface PortraitQuestion {
  readonly api: Api;
  readonly signal: AbortSignal;
  readonly station: string;
  readonly quantity: QuantityName;
  /** Those of which the station has a newest value. */
  readonly measured: ReadonlySet<QuantityName>;
  /** The days or months of its life, where its extremes can be told. */
  readonly life: Life | undefined;
  readonly here: AirOfStation | undefined;
  readonly around: readonly AirOfStation[];
  readonly tables: AirTables | undefined;
  readonly now: number;
  readonly zone: string;
}

/** One quantity since the station began: by day, or by month once that is long ago. */
export interface Life {
  readonly unit: "day" | "month";
  readonly answer: Promise<Asked<Series>>;
}

/** Asks for the life of a quantity; undefined for directions, which have no extremes. */
export const askLife = (
  { api, signal, station }: Pick<PortraitQuestion, "api" | "signal" | "station">,
  quantity: QuantityName,
  {
    firstSeen,
    now,
    zone,
  }: { readonly firstSeen: number; readonly now: number; readonly zone: string },
): Life | undefined => {
  if (quantities[quantity].averaging === "circular") return undefined;
  const unit = now - firstSeen > MOST_DAYS * DAY ? "month" : "day";
  const query = {
    ...{ station, quantity, every: unit === "day" ? "P1D" : "P1M", zone },
    // What came late is older than the day on which the cloud first heard the station.
    from: new Date(Math.min(firstSeen, now - MOST_DAYS * DAY)).toISOString(),
    until: new Date(now).toISOString(),
  };
  return { unit, answer: ask(api.GET("/api/v1/series/means", { params: { query }, signal })) };
};

/** What the page goes on without, when the cloud does not tell it in time. */
export const askPortrait = async (question: PortraitQuestion): Promise<Portrait> => {
  const { api, signal, station, quantity, measured, life, here, around } = question;
  const { tables, now, zone } = question;
  /** The corrections that the air of now is told by. */
  const variantsOf = (name: QuantityName): readonly string[] => {
    const mean = here?.quantities.find((one) => one.quantity === name)?.mean;
    return mean?.recipe == null ? [RAW] : mean.recipes;
  };
  const means = async (
    name: QuantityName,
    from: number,
    every: "PT1H" | "P1D",
  ): Promise<Series | undefined> => {
    const query = {
      ...{ station, quantity: name, every, zone },
      from: new Date(from).toISOString(),
      until: new Date(now).toISOString(),
    };
    const answers = await Promise.all(
      variantsOf(name).map((variant) =>
        ask(api.GET("/api/v1/series/means", { params: { query: { ...query, variant } }, signal })),
      ),
    );
    return bestMeans(answers.flatMap((answer) => (answer.ok ? [answer.value] : [])));
  };
  const pollutant = particles.find((name) => measured.has(name)) ?? quantity;
  const daysOfParticles = async (name: QuantityName): Promise<Series | undefined> => {
    // The days of its life hold these too.
    const isTold =
      name === quantity && life?.unit === "day" && variantsOf(name).every((one) => one === RAW);
    const told = isTold ? await life.answer : undefined;
    return told?.ok ? told.value : means(name, firstDay(now, zone), "P1D");
  };
  const ofCalendar = async (name: QuantityName): Promise<readonly OfPollutant[]> => {
    const bounds = tables?.atmo.bounds[name as keyof typeof tables.atmo.bounds];
    if (bounds === undefined || here === undefined || !measured.has(name)) return [];
    const answer = particles.includes(name)
      ? await daysOfParticles(name)
      : await means(name, firstDay(now, zone), "PT1H");
    return answer === undefined ? [] : [{ answer, bounds }];
  };
  const ofRose = async (): Promise<Portrait["rose"]> => {
    if (!measured.has("wind_direction") || !particles.includes(pollutant)) return undefined;
    const [direction, values] = await Promise.all([
      means("wind_direction", now - WIND_DAYS * DAY, "PT1H"),
      means(pollutant, now - WIND_DAYS * DAY, "PT1H"),
    ]);
    if (direction === undefined || values === undefined) return undefined;
    const petals = roseOf(direction, values);
    return petals && { quantity: pollutant, petals };
  };
  const ofNoise = async () => {
    const answer = measured.has("laeq")
      ? await means("laeq", now - NOISE_DAYS * DAY, "PT1H")
      : undefined;
    return answer && noiseClockOf(answer, zone);
  };
  const ofLife = async (): Promise<Portrait["soFar"]> => {
    if (life === undefined || !measured.has(quantity)) return undefined;
    const answer = await life.answer;
    const found = answer.ok ? extremesSoFar(answer.value) : undefined;
    return found && { ...found, unit: life.unit };
  };
  const [calendars, rose, noise, soFar] = await Promise.all([
    Promise.all([...particles, ...gases].map(ofCalendar)),
    ofRose(),
    ofNoise(),
    ofLife(),
  ]);
  const judged = calendars.flat();
  return {
    ...{ rose, noise, soFar },
    elsewhere: here === undefined ? [] : elsewhereOf(here, around, now),
    nearby: here === undefined ? [] : nearbyOf(here, around, quantity),
    calendar: judged.length === 0 ? [] : calendarOf(judged, { now, zone }),
  };
};
