import type { MailLanguage } from "../mail/content.ts";
import { indexTables } from "../quality/indices/judge.ts";
import type { Words } from "../quality/indices/table.ts";
import { pollenScales } from "../quality/pollen/scales.ts";
import type { Watched } from "./watched.ts";

/** In which language and on which clock somebody reads. */
export interface Reader {
  readonly language: MailLanguage;
  readonly zone: string;
}

export const numberText = (value: number, digits: number, language: MailLanguage): string =>
  value.toLocaleString(language === "fr" ? "fr-FR" : "en-GB", {
    minimumFractionDigits: 0,
    maximumFractionDigits: digits,
    useGrouping: false,
  });

/** The names of the levels of an index or of pollen: "mauvais", "poor". */
export const levelName = (watched: Watched, level: number): Words | undefined => {
  if (watched.kind === "pollen") {
    if (level === 0) return { fr: "presque nul", en: "almost none" };
    return Object.values(pollenScales.meteoswiss.classes)[level - 1];
  }
  if (watched.kind !== "index") return undefined;
  const table = watched.name.startsWith("atmo") ? indexTables.atmo : indexTables.eaqi2024;
  return table.bands.find(({ rank }) => rank === level)?.name;
};

/** "32,4 µg/m³"; of a level its name and number: "mauvais (4 sur 6)". */
export const valueText = (watched: Watched, value: number, language: MailLanguage): string => {
  if (watched.kind === "quantity") {
    const unit = watched.unit === "" ? "" : `\u00a0${watched.unit}`;
    return `${numberText(value, watched.digits, language)}${unit}`;
  }
  const name = levelName(watched, value)?.[language].toLowerCase() ?? "?";
  const most = watched.bounds[1];
  return language === "fr" ? `${name} (${value} sur ${most})` : `${name} (${value} of ${most})`;
};

/** A threshold behind "à partir", "au-dessous", "from", "below": "de 25 µg/m³", "du niveau mauvais (4 sur 6)". */
export const thresholdText = (watched: Watched, value: number, language: MailLanguage): string => {
  const text = valueText(watched, value, language);
  if (watched.kind === "quantity") return language === "fr" ? `de ${text}` : text;
  return language === "fr" ? `du niveau ${text}` : `the level ${text}`;
};

/** "samedi 28 novembre à 14:05", on the reader's clock. */
export const instantText = (at: number, { language, zone }: Reader): string =>
  new Intl.DateTimeFormat(language === "fr" ? "fr-FR" : "en-GB", {
    ...{ weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" },
    timeZone: zone,
  }).format(at);
