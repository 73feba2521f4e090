import type { Language } from "./language.ts";

export interface BenchWords {
  readonly title: string;
  readonly link: string;
  readonly intro: (fewest: number) => string;
  readonly columns: {
    readonly station: string;
    readonly state: string;
    readonly sensors: string;
    readonly values: string;
  };
  readonly speaking: (speaking: number, all: number) => string;
  readonly noLines: string;
  readonly noValue: string;
  readonly old: (duration: string) => string;
  readonly far: (value: string, median: string, stations: number) => string;
}

export const benchWords: Record<Language, BenchWords> = {
  fr: {
    title: "Toutes les stations sur l’établi",
    link: "Comparer les stations",
    intro: (fewest) =>
      `Ce qui arrive de chaque station, et ce qui s’écarte des autres : posées ensemble, elles mesurent le même air. À partir de ${fewest} stations. La page se recharge toutes les dix secondes.`,
    columns: {
      station: "Station",
      state: "État",
      sensors: "Capteurs",
      values: "Dernières valeurs",
    },
    speaking: (speaking, all) => `Capteurs qui parlent : ${speaking} sur ${all}.`,
    noLines: "La station n’a pas encore dit ce qui y est branché.",
    noValue: "Aucune valeur.",
    old: (duration) => `(il y a ${duration})`,
    far: (value, median, stations) =>
      `${value} : loin des autres (médiane de ${stations} stations : ${median}).`,
  },
  en: {
    title: "All stations on the bench",
    link: "Compare stations",
    intro: (fewest) =>
      `What arrives from each station, and what differs from the others: side by side they measure the same air. From ${fewest} stations on. The page loads itself again every ten seconds.`,
    columns: { station: "Station", state: "State", sensors: "Sensors", values: "Latest values" },
    speaking: (speaking, all) => `Sensors that speak: ${speaking} of ${all}.`,
    noLines: "The station has not said yet what is plugged in.",
    noValue: "No value.",
    old: (duration) => `(${duration} ago)`,
    far: (value, median, stations) =>
      `${value}: far from the others (median of ${stations} stations: ${median}).`,
  },
};
