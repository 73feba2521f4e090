/** What is known of a station in one month. */
export interface MonthFacts {
  readonly from: number;
  readonly until: number;
  /** Readings that should have come; null where no sensor said how often it measures. */
  readonly expected: number | null;
  readonly present: number;
  /** Stations of its type within reach; with fewer than three nothing is compared. */
  readonly neighbours: number;
  /** Hours of its sensors that were far from those of its neighbours, of so many. */
  readonly farHours: number;
  readonly hours: number;
  /** Times at which a sensor was stuck, and days on which one drifted. */
  readonly stuck: number;
  readonly driftDays: number;
  /** When somebody last said that it was cleaned or looked after, before the month's end. */
  readonly caredFor: number | undefined;
}

/** Limits of the words. They are told with them: nobody is judged by a rule that they cannot read. */
export const trustRules = {
  /** Of the readings that should have come. */
  coverage: { whole: 0.9, partial: 0.75 },
  /** Of its hours, far from its neighbours. */
  agreement: { agrees: 0.02, mostly: 0.1, leastNeighbours: 3 },
  /** Days since it was looked after: optical counters are cleaned twice a year. */
  care: { recent: 183 },
  source:
    "75 %: Directive 2008/50/EC, annex I; 90 %: its data capture for fixed measurements; the others are our choice",
} as const;

type Words = { readonly fr: string; readonly en: string };

export type Verdict =
  | "whole"
  | "partial"
  | "thin"
  | "agrees"
  | "mostly"
  | "differs"
  | "sound"
  | "doubted"
  | "recent"
  | "long_ago"
  | "never"
  | "not_known";

export interface Statement {
  readonly aspect: "coverage" | "agreement" | "sensors" | "care";
  readonly verdict: Verdict;
  readonly says: Words;
  readonly figures: { readonly [name: string]: number };
}

const DAY_MS = 86_400_000;
const percent = (part: number): number => Math.round(1000 * part) / 10;
const french = (figure: number): string => String(figure).replace(".", ",");

const coverageOf = ({ expected, present }: MonthFacts): Statement => {
  if (expected === null || expected === 0)
    return {
      ...{ aspect: "coverage", verdict: "not_known", figures: { present } },
      says: {
        fr: "on ne sait pas combien de mesures elle aurait dû envoyer",
        en: "how many readings it should have sent is not known",
      },
    };
  const part = Math.min(1, present / expected);
  const { whole, partial } = trustRules.coverage;
  const verdict = part >= whole ? "whole" : part >= partial ? "partial" : "thin";
  const share = percent(part);
  return {
    ...{ aspect: "coverage", verdict, figures: { present, expected, percent: share } },
    says: {
      fr: `${french(share)} % des mesures attendues sont arrivées${
        verdict === "thin" ? " : trop peu pour une moyenne du mois" : ""
      }`,
      en: `${share} % of the expected readings came${
        verdict === "thin" ? ": too few for a mean of the month" : ""
      }`,
    },
  };
};

const agreementOf = ({ neighbours, farHours, hours }: MonthFacts): Statement => {
  const { agrees, mostly, leastNeighbours } = trustRules.agreement;
  if (neighbours < leastNeighbours || hours === 0)
    return {
      ...{ aspect: "agreement", verdict: "not_known", figures: { neighbours } },
      says: {
        fr: "trop peu de stations autour pour la comparer",
        en: "too few stations around to compare it with",
      },
    };
  const part = farHours / hours;
  const verdict = part <= agrees ? "agrees" : part <= mostly ? "mostly" : "differs";
  const words = {
    agrees: { fr: "dit la même chose que ses voisines", en: "says what its neighbours say" },
    mostly: {
      fr: "dit le plus souvent la même chose que ses voisines",
      en: "mostly says what its neighbours say",
    },
    differs: {
      fr: "s'écarte souvent de ses voisines : un défaut, ou un lieu particulier",
      en: "often differs from its neighbours: a fault, or a particular place",
    },
  } as const;
  return {
    ...{ aspect: "agreement", verdict, says: words[verdict] },
    figures: { neighbours, hours, farHours, percent: percent(part) },
  };
};

const sensorsOf = ({ stuck, driftDays, present }: MonthFacts): Statement => {
  const figures = { stuck, driftDays };
  if (present === 0)
    return {
      ...{ aspect: "sensors", verdict: "not_known", figures },
      says: { fr: "n'a rien mesuré", en: "measured nothing" },
    };
  if (stuck + driftDays === 0)
    return {
      ...{ aspect: "sensors", verdict: "sound", figures },
      says: {
        fr: "aucun capteur ne s'est bloqué ni n'a dérivé",
        en: "no sensor was stuck or drifted",
      },
    };
  return {
    ...{ aspect: "sensors", verdict: "doubted", figures },
    says: {
      fr: `un capteur s'est bloqué ${stuck} fois, et a dérivé pendant ${driftDays} jours`,
      en: `a sensor was stuck ${stuck} times, and one drifted on ${driftDays} days`,
    },
  };
};

const careOf = ({ caredFor, until }: MonthFacts): Statement => {
  if (caredFor === undefined)
    return {
      ...{ aspect: "care", verdict: "never", figures: {} },
      says: {
        fr: "personne n'a dit l'avoir nettoyée ou entretenue",
        en: "nobody said that it was cleaned or looked after",
      },
    };
  const days = Math.max(0, Math.floor((until - caredFor) / DAY_MS));
  const verdict = days <= trustRules.care.recent ? "recent" : "long_ago";
  return {
    ...{ aspect: "care", verdict, figures: { days } },
    says: {
      fr: `nettoyée ou entretenue ${days} jours avant la fin du mois`,
      en: `cleaned or looked after ${days} days before the end of the month`,
    },
  };
};

/** What can be said of a station in a month: four sentences, each with its figures, and no score. */
export const trustIn = (facts: MonthFacts): readonly Statement[] => [
  coverageOf(facts),
  agreementOf(facts),
  sensorsOf(facts),
  careOf(facts),
];
