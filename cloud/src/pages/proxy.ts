import type { IncomingHttpHeaders } from "node:http";
import httpProxy, { type FastifyHttpProxyOptions } from "@fastify/http-proxy";
import type { Api, Asking } from "../api/api.ts";
import { apiProblems, Problem } from "../api/problems.ts";
import { VISITOR_HEADER } from "../people/visitors.ts";

const unavailable = {
  fr: {
    title: "Les pages ne sont pas disponibles",
    text: "Le service des pages démarre ou s'est arrêté. Les mesures continuent d'arriver et rien n'est perdu.",
    again: "Réessayer",
  },
  en: {
    title: "The pages are not available",
    text: "The page service is starting or has stopped. Measurements keep arriving and nothing is lost.",
    again: "Try again",
  },
} as const;
type Language = keyof typeof unavailable;

/** Shown when the pages' own process does not answer: it can come from nowhere else. */
const unavailablePage = (language: Language): string => {
  const other = language === "fr" ? "en" : "fr";
  const [first, second] = [unavailable[language], unavailable[other]];
  return `<!doctype html>
<html lang="${language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${first.title}</title>
<style>:root{color-scheme:light dark}body{font:1.125rem/1.5 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem}</style>
<main><h1>${first.title}</h1>
<p>${first.text}</p>
<p><a href="">${first.again}</a></p>
<section lang="${other}"><h2>${second.title}</h2>
<p>${second.text}</p>
<p><a href="">${second.again}</a></p></section></main></html>`;
};

/** Headers of one connection, not of the message (RFC 9110, 7.6.1). */
const HOP_BY_HOP = [
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

/** What may be passed on: not the connection's own headers, nor those that it names. */
export const withoutHopByHop = (headers: IncomingHttpHeaders): IncomingHttpHeaders => {
  const named = [headers.connection ?? []].flat().join(",").toLowerCase().split(",");
  const dropped = new Set([...HOP_BY_HOP, ...named.map((name) => name.trim())]);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !dropped.has(name)));
};

/** Pages with forms that hold long files, and how long those may take from a slow line. */
const LONG_FORMS = ["/admin/territories"];
const LONG_FORM_MS = 60 * 60_000;

/** Everything that is not the API's comes from the dashboards, so that people see one address. */
export const pagesProxy = async (
  api: Api,
  upstream: string,
  visitorHeader: (request: Asking) => string = () => "",
): Promise<void> => {
  // The pages' process sends a policy of its own for each page, and says which other sites may frame.
  const config = {
    access: "pages.read",
    helmet: { contentSecurityPolicy: false, frameguard: false },
  };
  const options: FastifyHttpProxyOptions = {
    upstream,
    config,
    preHandler: async (request) => {
      if (/^\/api(?:[/?]|$)/.test(request.url))
        throw new Problem(
          apiProblems.not_found,
          `There is nothing at ${request.method} ${request.url}.`,
        );
    },
    replyOptions: {
      rewriteRequestHeaders: (request, headers) => ({
        ...withoutHopByHop(headers),
        // The name by which people reach the pages: a form of another site is told by it.
        // Sealed; what a visitor writes there is overwritten.
        [VISITOR_HEADER]: visitorHeader(request as unknown as Asking),
        "x-forwarded-host": request.headers["x-forwarded-host"] ?? request.headers.host,
      }),
      rewriteHeaders: withoutHopByHop,
      onError: (reply) => {
        const wanted = reply.request.accepts().language(["fr", "en"]);
        reply
          .code(503)
          .header("retry-after", "5")
          .type("text/html; charset=utf-8")
          .header("vary", "accept-language")
          .header("x-frame-options", "DENY")
          .send(unavailablePage(wanted === "en" ? "en" : "fr"));
      },
    },
  };
  await api.register(httpProxy, { ...options, httpMethods: ["GET", "HEAD", "POST"] });
  for (const prefix of LONG_FORMS)
    await api.register(async (scope) => {
      // Answered before its end, as to somebody who may not send it: the rest is not waited for.
      scope.addHook("onResponse", async ({ raw }) => {
        if (!raw.complete) raw.destroy();
      });
      await scope.register(httpProxy, {
        ...options,
        prefix,
        rewritePrefix: prefix,
        httpMethods: ["POST"],
        config: { ...config, bodyMs: LONG_FORM_MS },
      });
    });
};
