export type Language = "fr" | "en";

interface Wish {
  readonly language: string;
  readonly weight: number;
}

const readWish = (part: string): Wish => {
  const [range = "", ...parameters] = part.trim().toLowerCase().split(";");
  const weight = parameters.map((text) => /^\s*q=([\d.]+)\s*$/.exec(text)?.[1]).find(Boolean);
  return { language: range.split("-")[0] ?? "", weight: weight === undefined ? 1 : Number(weight) };
};

/** The page's language: the one asked for by `?lang=`, else the browser's, else French. */
export const chooseLanguage = (asked: unknown, acceptLanguage: string | undefined): Language => {
  if (asked === "fr" || asked === "en") return asked;
  const wishes = (acceptLanguage ?? "").split(",").map(readWish);
  const weight = (language: Language): number =>
    Math.max(0, ...wishes.filter((wish) => wish.language === language).map((wish) => wish.weight));
  return weight("en") > weight("fr") ? "en" : "fr";
};
