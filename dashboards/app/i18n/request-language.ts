import { createContext, type MiddlewareFunction } from "react-router";
import { chooseLanguage, isLanguage, type Language } from "./language.ts";

export const languageContext = createContext<Language>("fr");

/** The header that keeps a choice of language for a year. */
export const keepLanguage = (language: Language): string =>
  `lang=${language}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly`;

/** What other sites show of us (app/embed) sets no cookie, and is in no language that a cookie kept. */
const isEmbedded = (request: Request): boolean =>
  new URL(request.url).pathname.startsWith("/embed/");

/** A file (booklet.pdf, stations.csv) comes in the language that its address names; pages go on in the reader's. */
const isFile = (request: Request): boolean =>
  /\.(?!data$)[a-z]+$/.test(new URL(request.url).pathname);

/** Chooses the language of each request, and keeps a choice that was made on a page with `?lang=`. */
export const languageMiddleware: MiddlewareFunction<Response> = async (
  { request, context },
  next,
) => {
  const asked = new URL(request.url).searchParams.get("lang");
  const language = chooseLanguage({
    query: asked,
    cookie: isEmbedded(request) ? null : request.headers.get("cookie"),
    preferred: request.headers.get("accept-language"),
  });
  context.set(languageContext, language);
  const response = await next();
  if (isLanguage(asked) && !isEmbedded(request) && !isFile(request)) {
    response.headers.append("set-cookie", keepLanguage(asked));
  }
  return response;
};
