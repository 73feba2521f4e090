import type { QuantityName } from "@datacityzen/hardware/quantities";
import type { AirOfStation } from "../api/answers.ts";
import { REACH_M } from "../home/speaker.ts";

/** What people ask about, in this order. */
const wanted = [
  { subject: "pm2_5", reach: REACH_M.air },
  { subject: "no2", reach: REACH_M.air },
  { subject: "o3", reach: REACH_M.air },
  { subject: "laeq", reach: REACH_M.noise },
  { subject: "pollen", reach: REACH_M.pollen },
  { subject: "temperature", reach: REACH_M.air },
  { subject: "wind_speed", reach: REACH_M.air },
] as const satisfies readonly { subject: QuantityName | "pollen"; reach: number }[];

export type Subject = (typeof wanted)[number]["subject"];

/** Older says nothing of now. Pollen is counted by day. */
const FRESH_MS = 3 * 3_600_000;
const FRESH_POLLEN_MS = 48 * 3_600_000;

export interface Elsewhere {
  readonly subject: Subject;
  /** Undefined: nobody within reach measures it. */
  readonly found:
    | {
        readonly station: string;
        readonly name: string;
        readonly metres: number;
        readonly at: number;
        readonly value: number;
        readonly level: number | null;
        readonly words: { readonly fr: string; readonly en: string } | null;
      }
    | undefined;
}

const toldOf = (
  { quantities, pollen }: AirOfStation,
  subject: Subject,
): Omit<NonNullable<Elsewhere["found"]>, "station" | "name" | "metres"> | undefined => {
  if (subject === "pollen") {
    if (pollen === null) return undefined;
    const { value, at, words } = pollen;
    return { value, at: Date.parse(at), level: null, words };
  }
  const judged = quantities.find(({ quantity }) => quantity === subject);
  if (judged === undefined || judged.latest === null) return undefined;
  const { latest, level, words } = judged;
  return { value: latest.value, at: Date.parse(latest.at), level, words };
};

/** What the station does not measure, from the nearest within reach that does and has measured lately. */
export const elsewhereOf = (
  here: AirOfStation,
  /** The nearest first. */
  around: readonly AirOfStation[],
  now: number,
): readonly Elsewhere[] =>
  wanted
    .filter(({ subject }) => toldOf(here, subject) === undefined)
    .map(({ subject, reach }) => {
      const fresh = subject === "pollen" ? FRESH_POLLEN_MS : FRESH_MS;
      for (const station of around) {
        const metres = station.distance ?? 0;
        if (metres > reach) break;
        const told = toldOf(station, subject);
        if (told === undefined || now - told.at > fresh) continue;
        return {
          subject,
          found: { ...told, station: station.station, name: station.name, metres },
        };
      }
      return { subject, found: undefined };
    });
