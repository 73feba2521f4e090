import { createContext, type MiddlewareFunction } from "react-router";

export const languages = ["fr", "en"] as const;
export type Language = (typeof languages)[number];

export const isLanguage = (text: string | null | undefined): text is Language =>
  languages.some((language) => language === text);

/**
 * The reader's language: what the address asks for, else what was chosen before (cookie), else the
 * browser's preference (RFC 9110, 12.5.4), else French.
 */
export const chooseLanguage = (request: {
  readonly query: string | null;
  readonly cookie: string | null;
  readonly accept: string | null;
}): Language => {
  if (isLanguage(request.query)) return request.query;
  const kept = /(?:^|;\s*)lang=([a-z]{2})(?:;|$)/.exec(request.cookie ?? "")?.[1];
  return isLanguage(kept) ? kept : (preferred(request.accept ?? "") ?? "fr");
};

const preferred = (accept: string): Language | undefined =>
  accept
    .split(",")
    .map((range) => {
      const [tag = "", ...parameters] = range
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/);
      const weight = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
      return { language: tag.split("-")[0], weight: Number(weight ?? 1) };
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight)
    .map(({ language }) => language)
    .find(isLanguage);

export const languageContext = createContext<Language>("fr");

/** Chooses the language of each request, and keeps a choice made with `?lang=`. */
export const languageMiddleware: MiddlewareFunction<Response> = async (
  { request, context },
  next,
) => {
  const asked = new URL(request.url).searchParams.get("lang");
  const language = chooseLanguage({
    query: asked,
    cookie: request.headers.get("cookie"),
    accept: request.headers.get("accept-language"),
  });
  context.set(languageContext, language);
  const response = await next();
  if (isLanguage(asked)) {
    response.headers.append(
      "set-cookie",
      `lang=${asked}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly`,
    );
  }
  return response;
};

/** The same page in another language, for a link: the query is kept, `lang` replaced. */
export const inLanguage = (search: string, language: Language): string => {
  const parameters = new URLSearchParams(search);
  parameters.set("lang", language);
  return `?${parameters}`;
};
