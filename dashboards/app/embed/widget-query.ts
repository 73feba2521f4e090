import { isLanguage, type Language } from "../i18n/language.ts";

/** Of what a widget tells. */
export type Subject =
  | { readonly kind: "station"; readonly name: string }
  /** By the key of a territory: fr-commune-33063. */
  | { readonly kind: "place"; readonly key: string };

/** `auto`: as the reader's device is set. */
export const widgetSchemes = ["auto", "light", "dark"] as const;
export type WidgetScheme = (typeof widgetSchemes)[number];

/** In CSS px. As high as what it says takes at that width, in both languages; what is longer scrolls. */
export const widgetSizes = {
  small: { width: 220, height: 620 },
  medium: { width: 340, height: 460 },
  wide: { width: 600, height: 300 },
} as const;
export type WidgetSize = keyof typeof widgetSizes;

export interface WidgetQuery {
  /** Undefined: that of the reader's browser. */
  readonly language: Language | undefined;
  readonly scheme: WidgetScheme;
  readonly size: WidgetSize;
}

export const readWidgetQuery = (parameters: URLSearchParams): WidgetQuery => {
  const language = parameters.get("in");
  const scheme = widgetSchemes.find((one) => one === parameters.get("scheme"));
  const size = (["small", "medium", "wide"] as const).find((one) => one === parameters.get("size"));
  return {
    language: isLanguage(language) ? language : undefined,
    scheme: scheme ?? "auto",
    size: size ?? "medium",
  };
};

const STATION = /^[a-z0-9][a-z0-9-]{0,63}$/;
const TERRITORY = /^[\w-]{1,64}$/;

/** What the address of the page with the lines to copy names; undefined when it names nothing that could be. */
export const readSubject = (parameters: URLSearchParams): Subject | undefined => {
  const [name, key] = [parameters.get("station"), parameters.get("place")];
  if (name !== null) return STATION.test(name) ? { kind: "station", name } : undefined;
  return key !== null && TERRITORY.test(key) ? { kind: "place", key } : undefined;
};

/** The address of a widget, from the root of the site. */
export const widgetPath = (
  subject: Subject,
  { language, scheme }: Pick<WidgetQuery, "language" | "scheme">,
): string => {
  const path =
    subject.kind === "station" ? `/embed/stations/${subject.name}` : `/embed/places/${subject.key}`;
  const query = new URLSearchParams({
    ...(language !== undefined && { lang: language }),
    ...(scheme !== "auto" && { scheme }),
  }).toString();
  return query === "" ? path : `${path}?${query}`;
};

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");

/** The lines that somebody copies into a page of their own. */
export const widgetLines = (
  subject: Subject,
  query: WidgetQuery,
  { publicUrl, title }: { readonly publicUrl: string; readonly title: string },
): string => {
  const { width, height } = widgetSizes[query.size];
  const address = new URL(widgetPath(subject, query), publicUrl).href;
  return `<iframe src="${escaped(address)}" title="${escaped(title)}" width="${width}" height="${height}" loading="lazy" style="border:0;max-width:100%"></iframe>`;
};
