import type { Texts } from "../../texts.ts";

/** What a replay ends with. */
export interface ReplaySums {
  readonly stations: number;
  readonly days: number;
  readonly messages: number;
  readonly warned: number;
  readonly raised: number;
  readonly seconds: number;
}

/** What happened at a station, and what came of it. */
interface ReplayLine {
  readonly moment: string;
  readonly station: string;
  readonly kind: keyof typeof kindsFr;
  /** With its unit; empty where nothing is known. */
  readonly value: string;
  readonly answer: keyof typeof answersFr;
  /** When the message left. */
  readonly told: string | undefined;
}

const kindsFr = {
  raised: "seuil franchi",
  cleared: "terminé",
  blind: "on ne sait plus",
  sighted: "on sait de nouveau",
} as const;
const kindsEn = {
  raised: "crossed",
  cleared: "over",
  blind: "not known any more",
  sighted: "known again",
} as const;
const answersFr = {
  told: "message",
  held: "message en attente",
  too_old: "pas de message : trop ancien",
  over: "pas de message : déjà terminé",
  not_known: "pas de message : on ne sait plus",
  paused: "pas de message : pause",
  end_not_wanted: "pas de message : la fin n'est pas demandée",
  start_not_told: "pas de message : le début n'a pas été annoncé",
  nothing_to_tell: "pas de message : rien à annoncer",
  unreachable: "pas de message : adresse illisible",
  bounced: "pas de message : adresse inconnue",
} as const;
const answersEn = {
  told: "message",
  held: "message waits",
  too_old: "no message: too old",
  over: "no message: over already",
  not_known: "no message: not known any more",
  paused: "no message: paused",
  end_not_wanted: "no message: the end is not asked for",
  start_not_told: "no message: the beginning was not told",
  nothing_to_tell: "no message: nothing to tell",
  unreachable: "no message: unreadable address",
  bounced: "no message: unknown address",
} as const;

const fr = {
  description: "Rejoue un mois de mesures simulées et dit qui aurait été prévenu, et quand",
  stations: "nombre de stations, avec un lecteur chacune",
  days: "nombre de jours",
  from: "premier jour (2026-06-01 ; par défaut : pour finir aujourd'hui)",
  every: "durée d'une mesure à la suivante d'une station",
  watch: "ce qui est surveillé : pm2_5:hour, eaqi2024…",
  up: "seuil à partir duquel on prévient",
  down: "seuil au-dessous duquel c'est terminé (par défaut : neuf dixièmes du premier)",
  for: "durée pendant laquelle le seuil doit être dépassé",
  quiet: "heures calmes, sur l'horloge du lecteur ; none : aucune",
  atMost: "durée au moins d'un message au suivant",
  end: "prévient aussi de la fin",
  zone: "fuseau horaire des lecteurs",
  seed: "nom de la région simulée",
  episode: "un épisode à un instant (smoke@2026-06-12T16:00Z) ; none : aucun de ceux de la région",
  json: "donne tout en JSON, une ligne",
  examples: `Les règles sont celles du cloud : mêmes moyennes, mêmes corrections, mêmes seuils, mêmes heures calmes.

Exemples :
  dcz simulate alerts --up 25
  dcz simulate alerts --watch eaqi2024 --up 4 --days 30 --stations 20
  dcz simulate alerts --up 25 --for PT1H --quiet none --at-most PT1H --json`,
  wrong: (option: string, given: string, expected: string) =>
    `${option} attend ${expected}, pas « ${given} ».`,
  expected: {
    stations: "un nombre entier de 1 à 200",
    days: "un nombre entier de 1 à 92",
    from: "un jour comme 2026-06-01",
    every: "une durée ISO 8601 de PT1M à PT1H qui divise une heure",
    watch: (names: string) => `une de ces valeurs : ${names}`,
    up: (low: string, high: string) => `un nombre de ${low} à ${high}`,
    down: "un nombre, au plus celui de --up",
    for: "une durée ISO 8601 d'un jour au plus",
    quiet: "deux heures comme 22:00-07:00, ou none",
    atMost: "une durée ISO 8601 de sept jours au plus",
    zone: "un fuseau horaire comme Europe/Paris",
  },
  line: ({ moment, station, kind, value, answer, told }: ReplayLine) =>
    `${moment}  ${station}  ${kindsFr[kind]}${value === "" ? "" : ` (${value})`} : ${answersFr[answer]}${told === undefined ? "" : `, ${told}`}`,
  sums: ({ stations, days, messages, warned, raised, seconds }: ReplaySums) =>
    `${days} jours, ${stations} stations : ${raised} franchissements, ${messages} messages à ${warned} lecteurs (calculé en ${seconds} s).`,
};

const en: typeof fr = {
  description: "Replay a month of simulated readings and say who would have been told, and when",
  stations: "number of stations, with one reader each",
  days: "number of days",
  from: "first day (2026-06-01; preset: so as to end today)",
  every: "time from one reading of a station to its next",
  watch: "what is watched: pm2_5:hour, eaqi2024…",
  up: "threshold from which on readers are told",
  down: "threshold below which it is over (preset: nine tenths of the first)",
  for: "how long the threshold must be crossed",
  quiet: "quiet hours on the reader's clock; none: no quiet hours",
  atMost: "shortest time from one message to the next",
  end: "tell the end too",
  zone: "time zone of the readers",
  seed: "name of the simulated region",
  episode: "an episode at an instant (smoke@2026-06-12T16:00Z); none: none of the region's own",
  json: "print everything as JSON, one line",
  examples: `The rules are the cloud's: the same means, corrections, thresholds and quiet hours.

Examples:
  dcz simulate alerts --up 25
  dcz simulate alerts --watch eaqi2024 --up 4 --days 30 --stations 20
  dcz simulate alerts --up 25 --for PT1H --quiet none --at-most PT1H --json`,
  wrong: (option, given, expected) => `${option} takes ${expected}, not "${given}".`,
  expected: {
    stations: "a whole number from 1 to 200",
    days: "a whole number from 1 to 92",
    from: "a day such as 2026-06-01",
    every: "an ISO 8601 duration from PT1M to PT1H that divides an hour",
    watch: (names) => `one of these: ${names}`,
    up: (low, high) => `a number from ${low} to ${high}`,
    down: "a number, that of --up at most",
    for: "an ISO 8601 duration of a day at most",
    quiet: "two times such as 22:00-07:00, or none",
    atMost: "an ISO 8601 duration of seven days at most",
    zone: "a time zone such as Europe/Paris",
  },
  line: ({ moment, station, kind, value, answer, told }) =>
    `${moment}  ${station}  ${kindsEn[kind]}${value === "" ? "" : ` (${value})`}: ${answersEn[answer]}${told === undefined ? "" : `, ${told}`}`,
  sums: ({ stations, days, messages, warned, raised, seconds }) =>
    `${days} days, ${stations} stations: ${raised} crossings, ${messages} messages to ${warned} readers (computed in ${seconds} s).`,
};

export const replayTexts: Texts<typeof fr> = { fr, en };
