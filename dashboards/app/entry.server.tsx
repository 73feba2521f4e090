import { randomBytes } from "node:crypto";
import { renderToReadableStream } from "react-dom/server";
import { I18nextProvider } from "react-i18next";
import {
  type EntryContext,
  type HandleErrorFunction,
  isRouteErrorResponse,
  type RouterContextProvider,
  ServerRouter,
} from "react-router";
import { allTexts } from "./i18n/all-texts.ts";
import { languageContext } from "./i18n/request-language.ts";
import { translatorFor } from "./i18n/translator.ts";
import { requestId, services } from "./services.ts";
import { contentSecurityPolicy } from "./site/content-security-policy.ts";
import { EntryAddress } from "./site/entry-address.ts";
import { scriptsIn } from "./site/scripts.ts";
import { stylesWithin } from "./site/styles-within.ts";
import { zippedAnswer } from "./site/zipped-answer.ts";

/** Writes one page. Pages are small and wait for nothing once their loaders are done, so each is sent whole. */
export default async function writePage(
  request: Request,
  status: number,
  headers: Headers,
  entry: EntryContext,
  context: RouterContextProvider,
): Promise<Response> {
  const language = context.get(languageContext);
  const nonce = randomBytes(18).toString("base64");
  headers.set("content-type", "text/html; charset=utf-8");
  const isMap = new URL(request.url).pathname === "/map";
  const hosts = isMap ? context.get(services).baseMap.hosts : [];
  headers.set("content-security-policy", contentSecurityPolicy(nonce, hosts));
  // A page shows the present state in the reader's language: it may be kept, not reused unasked.
  headers.set("cache-control", "private, no-cache");
  if (status === 503) headers.set("retry-after", "30");
  headers.append("vary", "accept-encoding, accept-language, cookie");

  let failure: unknown;
  const stream = await renderToReadableStream(
    <I18nextProvider i18n={translatorFor(language, allTexts[language])}>
      <EntryAddress value={entry.manifest.entry.module}>
        <ServerRouter context={entry} url={request.url} nonce={nonce} />
      </EntryAddress>
    </I18nextProvider>,
    {
      nonce,
      signal: request.signal,
      onError: (error) => {
        failure = error;
      },
    },
  );
  await stream.allReady;
  if (failure !== undefined) throw failure;

  const page = await new Response(stream).text();
  // Where the router takes over the whole page it would ask for the sheets again.
  const isTakenOver = entry.staticHandlerContext.matches.some(
    ({ route }) => scriptsIn(entry.routeModules[route.id]?.handle) === true,
  );
  const whole = isTakenOver ? page : stylesWithin(page, context.get(services).styleSheets);
  return zippedAnswer(request, whole, { status, headers });
}

/** Failures that have their own page are no news; the rest is a bug and goes into the log. */
export const handleError: HandleErrorFunction = (error, { request, context }) => {
  if (request.signal.aborted || isRouteErrorResponse(error)) return;
  const provided = context as RouterContextProvider;
  provided.get(services).report(error, {
    path: new URL(request.url).pathname,
    request: provided.get(requestId),
  });
};
