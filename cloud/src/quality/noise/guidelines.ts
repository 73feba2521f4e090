/** An indicator that a guideline or a limit is about. */
export type NoiseIndicator = "lden" | "lnight" | "laeq_24h_year";

export type NoiseSource =
  | "road"
  | "rail"
  | "high-speed-rail"
  | "aircraft"
  | "industry"
  | "wind-turbines"
  | "leisure"
  | "any";

export interface NoiseLevelRule {
  readonly noise: NoiseSource;
  readonly indicator: NoiseIndicator;
  /** dB; what lies above it exceeds the rule. */
  readonly level: number;
  /** How firmly the guideline's authors recommend it. */
  readonly strength?: "strong" | "conditional";
}

export interface NoiseLevelTable {
  readonly title: { readonly fr: string; readonly en: string };
  readonly since: string;
  readonly source: string;
  readonly kind: "guideline" | "limit";
  readonly rules: readonly NoiseLevelRule[];
}

/** Levels of a year outdoors: a day or a week says something of them, and does not decide. */
export const noiseLevelTables = {
  who2018: {
    title: {
      fr: "Lignes directrices de l'OMS sur le bruit, région européenne, 2018",
      en: "WHO environmental noise guidelines for the European Region, 2018",
    },
    since: "2018-10-10",
    source:
      "WHO Regional Office for Europe, Environmental noise guidelines for the European Region, 2018, ISBN 978 92 890 5356 3",
    kind: "guideline",
    rules: [
      { noise: "road", indicator: "lden", level: 53, strength: "strong" },
      { noise: "road", indicator: "lnight", level: 45, strength: "strong" },
      { noise: "rail", indicator: "lden", level: 54, strength: "strong" },
      { noise: "rail", indicator: "lnight", level: 44, strength: "strong" },
      { noise: "aircraft", indicator: "lden", level: 45, strength: "strong" },
      { noise: "aircraft", indicator: "lnight", level: 40, strength: "strong" },
      { noise: "wind-turbines", indicator: "lden", level: 45, strength: "conditional" },
      { noise: "leisure", indicator: "laeq_24h_year", level: 70, strength: "conditional" },
    ],
  },
  whoNight2009: {
    title: {
      fr: "Lignes directrices de l'OMS sur le bruit nocturne en Europe, 2009",
      en: "WHO night noise guidelines for Europe, 2009",
    },
    since: "2009-10-08",
    source:
      "WHO Regional Office for Europe, Night noise guidelines for Europe, 2009, ISBN 978 92 890 4173 7 (its interim target is 55 dB)",
    kind: "guideline",
    rules: [{ noise: "any", indicator: "lnight", level: 40 }],
  },
  frenchMaps: {
    title: {
      fr: "Valeurs limites des cartes de bruit françaises",
      en: "Limit values of the French noise maps",
    },
    since: "2006-04-04",
    source:
      "Arrêté du 4 avril 2006 relatif à l'établissement des cartes de bruit et des plans de prévention du bruit dans l'environnement, article 7",
    kind: "limit",
    rules: [
      { noise: "aircraft", indicator: "lden", level: 55 },
      { noise: "road", indicator: "lden", level: 68 },
      { noise: "road", indicator: "lnight", level: 62 },
      { noise: "high-speed-rail", indicator: "lden", level: 68 },
      { noise: "high-speed-rail", indicator: "lnight", level: 62 },
      { noise: "rail", indicator: "lden", level: 73 },
      { noise: "rail", indicator: "lnight", level: 65 },
      { noise: "industry", indicator: "lden", level: 71 },
      { noise: "industry", indicator: "lnight", level: 60 },
    ],
  },
} as const satisfies Record<string, NoiseLevelTable>;

export type NoiseLevelTableKey = keyof typeof noiseLevelTables;

export type NoiseJudgement = NoiseLevelRule & {
  /** Undefined when the indicator is not known: unknown is not "kept". */
  readonly exceeded: boolean | undefined;
};

/** What a table says of a place; WHO asks for levels below its own, a limit is passed above it. */
export const judgeNoise = (
  table: NoiseLevelTable,
  levels: { readonly [indicator in NoiseIndicator]?: number | undefined },
  noise?: NoiseSource,
): readonly NoiseJudgement[] =>
  table.rules
    .filter((rule) => noise === undefined || rule.noise === noise || rule.noise === "any")
    .map((rule) => {
      const level = levels[rule.indicator];
      if (level === undefined) return { ...rule, exceeded: undefined };
      // WHO: "reducing noise levels below"; the decree: "valeurs limites … dépassées".
      const exceeded = table.kind === "guideline" ? level >= rule.level : level > rule.level;
      return { ...rule, exceeded };
    });
