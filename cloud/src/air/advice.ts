import type { Source, Words } from "../quality/indices/table.ts";

/** What an authority advises at a level of an index. */
export interface Advice {
  readonly level: number;
  readonly general: Words;
  /** For children and adults with asthma or another disease of the lungs, and adults with one of the heart. */
  readonly sensitive: Words;
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** What is advised to sensitive people, behind a colon. */
export const toSensitive = ({ sensitive }: Pick<Advice, "sensitive">): Words => ({
  fr: lowerFirst(sensitive.fr),
  en: lowerFirst(sensitive.en),
});

export interface AdviceTable {
  readonly key: string;
  /** The day on which somebody read the source. */
  readonly asOf: string;
  readonly source: Source;
  readonly note: Words;
  readonly levels: readonly Advice[];
}

const usual: Words = {
  fr: "Sortez et bougez comme d'habitude.",
  en: "Enjoy your usual outdoor activities.",
};
const lessIntense: Words = {
  fr: "Si vous avez les yeux irrités, la toux ou mal à la gorge, faites moins d'efforts intenses dehors.",
  en: "Consider reducing intense activities outdoors if you have sore eyes, a cough or a sore throat.",
};

/** The European Environment Agency's messages for the six bands of its index, which the French index shares. */
export const airAdvice: AdviceTable = {
  key: "eea",
  asOf: "2026-11-27",
  source: {
    title: "European Environment Agency, European Air Quality Index: bands and health messages",
    url: "https://airindex.eea.europa.eu/AQI/index.html",
  },
  note: {
    fr: "Écrits pour l'indice européen, dont l'échelle ATMO a repris les six classes ; traduits par nous.",
    en: "Written for the European index, whose six classes the ATMO scale took over.",
  },
  levels: [
    { level: 1, general: usual, sensitive: usual },
    { level: 2, general: usual, sensitive: usual },
    {
      level: 3,
      general: usual,
      sensitive: {
        fr: "En cas de symptômes, faites moins d'efforts intenses dehors.",
        en: "Consider reducing intense outdoor activities if you experience symptoms.",
      },
    },
    {
      level: 4,
      general: lessIntense,
      sensitive: {
        fr: "Faites moins d'efforts, surtout dehors et surtout en cas de symptômes.",
        en: "Consider reducing physical activities, particularly outdoors, especially if you experience symptoms.",
      },
    },
    {
      level: 5,
      general: lessIntense,
      sensitive: {
        fr: "Réduisez les efforts, surtout dehors et surtout en cas de symptômes.",
        en: "Reduce physical activities, particularly outdoors, especially if you experience symptoms.",
      },
    },
    {
      level: 6,
      general: {
        fr: "Réduisez les efforts dehors.",
        en: "Reduce physical activities outdoors.",
      },
      sensitive: {
        fr: "Évitez les efforts dehors.",
        en: "Avoid physical activities outdoors.",
      },
    },
  ],
};
