import { airAdvice, toSensitive } from "../air/advice.ts";
import { atmo } from "../quality/indices/classes.ts";
import type { Words } from "../quality/indices/table.ts";
import { pollenScales } from "../quality/pollen/scales.ts";
import { commonNameOf } from "../quality/pollen/taxa.ts";
import type { BulletinFacts } from "./facts.ts";

export const sections = ["air", "noise", "pollen", "advice", "sure"] as const;
export type Section = (typeof sections)[number];

/** One sentence of a bulletin. Units are written out: it is read aloud as it stands. */
export interface Sentence extends Words {
  readonly section: Section;
  /** Every number that stands in it, by what it is: the same in both languages. */
  readonly figures: { readonly [name: string]: number };
}

type Language = keyof Words;

const HIGHEST_LEVEL = 6;
const HIGHEST_POLLEN = 4;
const HOURS = 24;
/** With fewer hours of 24 a mean says nothing: `../air`. */
const HOURS_NEEDED = 18;

const locales = { fr: "fr-FR", en: "en-GB" } as const;

/** "12,5"; "12.5". */
const numberText = (value: number, language: Language): string =>
  value.toLocaleString(locales[language], { maximumFractionDigits: 1, useGrouping: false });

/** "samedi 28 novembre", on the clock of the territory. */
export const dayText = (at: number, zone: string, language: Language): string => {
  const text = new Intl.DateTimeFormat(locales[language], {
    ...{ weekday: "long", day: "numeric", month: "long", timeZone: zone },
  }).format(at);
  return language === "fr" ? text.replace(/ 1 /, " 1er ") : text;
};

const hourOf = (at: number, zone: string): number =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).hour;
const dayOf = (at: number, zone: string): number =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).day;

const levelName = (level: number): Words => {
  const name = atmo.bands.find(({ rank }) => rank === level)?.name;
  return { fr: name?.fr.toLowerCase() ?? "?", en: name?.en.toLowerCase() ?? "?" };
};

const stationsText = (count: number, language: Language): string =>
  language === "fr"
    ? `${count} station${count < 2 ? "" : "s"}`
    : `${count} station${count === 1 ? "" : "s"}`;

/** "bon à 2 stations, moyen à 1 station". */
const spreadText = (levels: NonNullable<BulletinFacts["air"]>["levels"], language: Language) =>
  levels
    .map(({ level, stations }) =>
      language === "fr"
        ? `${levelName(level).fr} à ${stationsText(stations, "fr")}`
        : `${levelName(level).en} at ${stationsText(stations, "en")}`,
    )
    .join(", ");

const sentence = (section: Section, figures: Sentence["figures"], words: Words): Sentence => ({
  section,
  figures,
  ...words,
});

/** Until when the 24 hours reach: it stands first, since a bulletin may be read days later. */
const timeSentence = ({ to, zone }: BulletinFacts): Sentence =>
  sentence(
    "air",
    { hours: HOURS, hour: hourOf(to, zone), day: dayOf(to, zone) },
    {
      fr: `Ce bulletin parle des ${HOURS} heures avant ${hourOf(to, zone)} h, le ${dayText(to, zone, "fr")}.`,
      en: `This bulletin is about the ${HOURS} hours before ${hourOf(to, zone)}:00 on ${dayText(to, zone, "en")}.`,
    },
  );

const unknownAir = ({ stations }: BulletinFacts): Sentence => {
  if (stations === 0)
    return sentence(
      "air",
      {},
      {
        fr: "On ne sait pas comment était l'air : aucune station ne mesure ici.",
        en: "It is not known how the air was: no station measures here.",
      },
    );
  const figures = { stations, needed: HOURS_NEEDED, hours: HOURS };
  return stations === 1
    ? sentence("air", figures, {
        fr: `On ne sait pas comment était l'air : 1 station mesure ici, mais elle n'a pas les ${HOURS_NEEDED} heures de mesures sur ${HOURS} qu'il faut.`,
        en: `It is not known how the air was: 1 station measures here, but lacks the ${HOURS_NEEDED} hours of ${HOURS} that are needed.`,
      })
    : sentence("air", figures, {
        fr: `On ne sait pas comment était l'air : ${stations} stations mesurent ici, mais aucune n'a les ${HOURS_NEEDED} heures de mesures sur ${HOURS} qu'il faut.`,
        en: `It is not known how the air was: ${stations} stations measure here, but none has the ${HOURS_NEEDED} hours of ${HOURS} that are needed.`,
      });
};

const airSentences = (facts: BulletinFacts): Sentence[] => {
  const { air } = facts;
  if (air === null) return [unknownAir(facts)];
  const { level, levels, worst } = air;
  const name = levelName(level);
  return [
    sentence(
      "air",
      { level, highest: HIGHEST_LEVEL },
      {
        fr: `L'air a été ${name.fr} : niveau ${level} sur ${HIGHEST_LEVEL}.`,
        en: `The air was ${name.en}: level ${level} of ${HIGHEST_LEVEL}.`,
      },
    ),
    ...(levels.length < 2
      ? []
      : [
          sentence(
            "air",
            Object.fromEntries(levels.map((one) => [`level${one.level}`, one.stations])),
            {
              fr: `Il a été ${spreadText(levels, "fr")}.`,
              en: `It was ${spreadText(levels, "en")}.`,
            },
          ),
        ]),
    ...(worst.level <= level
      ? []
      : [
          sentence(
            "air",
            { level: worst.level, highest: HIGHEST_LEVEL },
            {
              fr: `Le moins bon, ${levelName(worst.level).fr}, niveau ${worst.level} sur ${HIGHEST_LEVEL}, a été mesuré à la station « ${worst.name} ».`,
              en: `The worst, ${levelName(worst.level).en}, level ${worst.level} of ${HIGHEST_LEVEL}, was measured at the station “${worst.name}”.`,
            },
          ),
        ]),
  ];
};

const particlesSentence = ({ particles }: BulletinFacts): Sentence => {
  if (particles === null)
    return sentence(
      "air",
      {},
      {
        fr: "Les particules fines ne sont pas connues.",
        en: "The fine particles are not known.",
      },
    );
  const { value, stations, guideline } = particles;
  const isAbove = value > guideline;
  const of = (language: Language) =>
    stations === 1
      ? { fr: "à 1 station", en: "at 1 station" }[language]
      : { fr: `valeur médiane de ${stations} stations`, en: `the median of ${stations} stations` }[
          language
        ];
  return sentence(
    "air",
    { value, stations, guideline },
    {
      fr: `Particules fines : ${numberText(value, "fr")} microgrammes par mètre cube en moyenne, ${of("fr")}. L'OMS conseille de ne pas dépasser ${numberText(guideline, "fr")} en un jour : ${isAbove ? "c'est dépassé" : "ce n'est pas dépassé"}.`,
      en: `Fine particles: ${numberText(value, "en")} micrograms per cubic metre on average, ${of("en")}. WHO advises not to exceed ${numberText(guideline, "en")} in a day: that is ${isAbove ? "exceeded" : "not exceeded"}.`,
    },
  );
};

const noiseSentence = ({ noise }: BulletinFacts): Sentence => {
  if (noise === null)
    return sentence(
      "noise",
      {},
      {
        fr: "Le bruit n'est pas connu : aucune station n'a un jour, un soir et une nuit assez complets.",
        en: "The noise is not known: no station has a day, an evening and a night that are complete enough.",
      },
    );
  const { lden, stations, above, guideline } = noise;
  const shown = { fr: numberText(lden, "fr"), en: numberText(lden, "en") };
  const level = { fr: numberText(guideline, "fr"), en: numberText(guideline, "en") };
  return sentence(
    "noise",
    { lden, stations, above, guideline },
    {
      fr: `Bruit du jour, du soir et de la nuit : ${shown.fr} décibels. L'OMS conseille de rester sous ${level.fr} décibels près des routes : ${above} ${above > 1 ? "stations" : "station"} sur ${stations} ${above > 1 ? "atteignent" : "atteint"} ce niveau.`,
      en: `Noise of day, evening and night: ${shown.en} decibels. WHO advises staying below ${level.en} decibels near roads: ${above} of ${stations} ${stations === 1 ? "station reaches" : "stations reach"} that level.`,
    },
  );
};

const pollenSentence = ({ pollen, zone }: BulletinFacts): Sentence => {
  if (pollen === null)
    return sentence(
      "pollen",
      {},
      {
        fr: "Les pollens ne sont pas connus : personne ne les compte ici.",
        en: "Pollen is not known: nobody counts it here.",
      },
    );
  const { taxon, value, level, at } = pollen;
  const name = commonNameOf(taxon);
  const words =
    level === null
      ? {
          fr: "aucune échelle publiée ne dit si c'est beaucoup",
          en: "no published scale says whether that is much",
        }
      : level === 0
        ? {
            fr: `presque rien, niveau 0 sur ${HIGHEST_POLLEN}`,
            en: `almost none, level 0 of ${HIGHEST_POLLEN}`,
          }
        : {
            fr: `niveau ${Object.values(pollenScales.meteoswiss.classes)[level - 1]?.fr}, ${level} sur ${HIGHEST_POLLEN}`,
            en: `${Object.values(pollenScales.meteoswiss.classes)[level - 1]?.en}, level ${level} of ${HIGHEST_POLLEN}`,
          };
  return sentence(
    "pollen",
    {
      value,
      day: dayOf(at, zone),
      ...(level === null ? {} : { level, highest: HIGHEST_POLLEN }),
    },
    {
      fr: `Pollens, ${name.fr.toLowerCase()} : ${words.fr}. Le comptage du ${dayText(at, zone, "fr")} a trouvé ${numberText(value, "fr")} grains par mètre cube.`,
      en: `Pollen, ${name.en.toLowerCase()}: ${words.en}. The count of ${dayText(at, zone, "en")} found ${numberText(value, "en")} grains per cubic metre.`,
    },
  );
};

const adviceSentences = ({ air }: BulletinFacts): Sentence[] => {
  const found = airAdvice.levels.find(({ level }) => level === air?.level);
  if (found === undefined) return [];
  const { general, sensitive } = found;
  return [
    sentence("advice", {}, general),
    ...(general.en === sensitive.en
      ? []
      : [
          sentence(
            "advice",
            {},
            {
              fr: `Si vous êtes sensible : ${toSensitive(found).fr}`,
              en: `If you are sensitive: ${toSensitive(found).en}`,
            },
          ),
        ]),
  ];
};

const sureSentences = (facts: BulletinFacts): Sentence[] => {
  const { aroundMetres, stations, judged, silent, completeness, origin, air } = facts;
  const kilometres = (aroundMetres ?? 0) / 1000;
  const percent = completeness === null ? null : Math.round(100 * completeness);
  return [
    ...(origin === "measured" || stations === 0
      ? []
      : [
          sentence(
            "sure",
            {},
            {
              fr: "Ces valeurs sont simulées ou rejouées : personne ne les a mesurées ici et maintenant.",
              en: "These values are simulated or replayed: nobody measured them here and now.",
            },
          ),
        ]),
    ...(aroundMetres === null || stations === 0
      ? []
      : [
          sentence(
            "sure",
            { kilometres },
            {
              fr: `Personne ne mesure ici même : ce sont les stations à moins de ${kilometres} kilomètres.`,
              en: `Nobody measures right here: these are the stations within ${kilometres} kilometres.`,
            },
          ),
        ]),
    ...(air === null || percent === null
      ? []
      : [
          sentence(
            "sure",
            { judged, stations, percent },
            {
              fr: `Stations qui comptent pour l'air : ${judged} sur ${stations}, avec ${percent} % de leurs heures.`,
              en: `Stations that count for the air: ${judged} of ${stations}, with ${percent}% of their hours.`,
            },
          ),
        ]),
    ...(silent === 0
      ? []
      : [
          sentence(
            "sure",
            { silent, stations },
            {
              fr: `Stations qui n'envoient plus rien : ${silent} sur ${stations}.`,
              en: `Stations that send nothing any more: ${silent} of ${stations}.`,
            },
          ),
        ]),
    ...(air === null
      ? []
      : [
          sentence(
            "sure",
            {},
            air.fromParticlesOnly
              ? {
                  fr: "Le niveau suit l'échelle de l'indice ATMO, à partir des particules seules. Ce n'est pas l'indice officiel.",
                  en: "The level follows the scale of the ATMO index, from particles only. It is not the official index.",
                }
              : {
                  fr: "Le niveau suit l'échelle de l'indice ATMO. Ce n'est pas l'indice officiel.",
                  en: "The level follows the scale of the ATMO index. It is not the official index.",
                },
          ),
        ]),
  ];
};

/** The day in plain words. What is not known is said; nothing is said twice. */
export const sentencesOf = (facts: BulletinFacts): readonly Sentence[] => [
  timeSentence(facts),
  ...airSentences(facts),
  ...(facts.stations === 0 ? [] : [particlesSentence(facts)]),
  noiseSentence(facts),
  pollenSentence(facts),
  ...adviceSentences(facts),
  ...sureSentences(facts),
];
