import type { MailLanguage } from "../mail/content.ts";
import { wordsOfForecast } from "../quality/forecasts/forecast.ts";
import { pollenScales } from "../quality/pollen/scales.ts";
import type { TransitionKind } from "./condition.ts";
import type { SaidForecast } from "./forecast-figures.ts";
import { instantText, type Reader, thresholdText } from "./value-words.ts";
import type { Watched } from "./watched.ts";

/** A forecast that is told. */
export interface ToldForecast {
  readonly kind: TransitionKind;
  readonly place: string;
  readonly up: number;
  readonly down: number;
  readonly forecast: SaidForecast;
}

/** "dimanche 29 novembre": the day is named, since "tomorrow" is another day when the message is read. */
const dayText = (day: string, { language }: Reader): string =>
  new Intl.DateTimeFormat(language === "fr" ? "fr-FR" : "en-GB", {
    ...{ weekday: "long", day: "numeric", month: "long", timeZone: "UTC" },
  }).format(Date.parse(`${day}T12:00:00Z`));

/** What was forecast, in the words of its own scale: "élevé (niveau 4)", "120 grains/m³". */
export const forecastText = (forecast: SaidForecast, language: MailLanguage): string => {
  const { value, scale } = forecast;
  const words = wordsOfForecast(forecast)?.[language].toLowerCase();
  if (words === undefined)
    return `${value.toLocaleString(language === "fr" ? "fr-FR" : "en-GB")} grains/m³`;
  const level = language === "fr" ? `niveau ${value}` : `level ${value}`;
  if (scale === null || scale === "grains") return `${words} (${level})`;
  const { title } = pollenScales[scale];
  return `${words} (${level}, ${title[language]})`;
};

export const forecastHeadline = (
  { kind, place, up, down, forecast }: ToldForecast,
  watched: Watched,
  context: Reader,
): string => {
  const { language } = context;
  const day = dayText(forecast.day, context);
  const text = forecastText(forecast, language);
  const title = watched.title[language];
  if (language === "fr")
    return kind === "cleared"
      ? `La prévision pour le ${day} a changé. ${title}, ${place}\u00a0: ${text}, au-dessous ${thresholdText(watched, down, language)}.`
      : `${title}, ${place}\u00a0: le ${day}, ${text}. Vous avez demandé à être prévenu à partir ${thresholdText(watched, up, language)}.`;
  return kind === "cleared"
    ? `The forecast for ${day} has changed. ${title}, ${place}: ${text}, below ${thresholdText(watched, down, language)}.`
    : `${title}, ${place}: on ${day}, ${text}. You asked to be told from ${thresholdText(watched, up, language)} on.`;
};

/** Who says so, and since when. */
export const forecastSource = ({ source, issued }: SaidForecast, context: Reader): string => {
  const when = instantText(Date.parse(issued), context);
  return context.language === "fr"
    ? `Ce n'est pas une mesure, mais une prévision\u00a0: ${source}, ${when}.`
    : `This is no measurement but a forecast: ${source}, ${when}.`;
};
