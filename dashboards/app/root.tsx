import text from "@fontsource/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-400-normal.woff2?url";
import bold from "@fontsource/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-700-normal.woff2?url";
import display from "@fontsource/source-serif-4/files/source-serif-4-latin-700-normal.woff2?url";
import { type ReactNode, useContext } from "react";
import { useTranslation } from "react-i18next";
import {
  isRouteErrorResponse,
  Links,
  Meta,
  Outlet,
  Scripts,
  useMatches,
  useRouteLoaderData,
} from "react-router";
import type { Route } from "./+types/root.ts";
import { ownAccount, sessionMiddleware, visitorOf } from "./account/session.ts";
import { tokenApi } from "./admin/session.ts";
import type { Language } from "./i18n/language.ts";
import { languageContext, languageMiddleware } from "./i18n/request-language.ts";
import { serviceFacts } from "./legal/operator.ts";
import { requestApi, requestId, services } from "./services.ts";
import { EntryAddress } from "./site/entry-address.ts";
import { FailurePage, kindOf } from "./site/failure.tsx";
import { FormatsProvider } from "./site/formats-context.tsx";
import { Frame } from "./site/frame.tsx";
import { askHealth } from "./site/health.ts";
import { scriptsIn } from "./site/scripts.ts";
import { PRESET_ZONE, zoneContext, zoneMiddleware } from "./site/zone.ts";
import print from "./styles/print.css?url";
import site from "./styles/site.css?url";

/** A page is not kept waiting for what it can do without. */
const HEALTH_PATIENCE_MS = 2_000;

export const middleware: Route.MiddlewareFunction[] = [
  languageMiddleware,
  sessionMiddleware,
  zoneMiddleware,
];

export const loader = async ({ request, context }: Route.LoaderArgs) => {
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(HEALTH_PATIENCE_MS)]);
  const { pathname } = new URL(request.url);
  const isAdmin = pathname === "/admin" || pathname.startsWith("/admin/");
  const admin = isAdmin ? await tokenApi(request, context.get(services)) : undefined;
  const account = context.get(ownAccount)();
  // A token that was changed meanwhile is refused: everybody's answer is there all the same.
  const health =
    (admin && (await askHealth(admin, signal))) ??
    (await askHealth(context.get(requestApi), signal));
  const { now, operator } = context.get(services);
  const language = context.get(languageContext);
  return {
    language,
    service: serviceFacts((await operator()).operator, language, now()),
    zone: context.get(zoneContext),
    now: now(),
    request: context.get(requestId),
    health,
    isAdmin,
    hasToken: admin !== undefined,
    visitor: visitorOf(await account),
  };
};

export const links: Route.LinksFunction = () => [
  { rel: "icon", href: "/icon.svg", type: "image/svg+xml" },
  { rel: "apple-touch-icon", href: "/icon-192.png" },
  { rel: "manifest", href: "/manifest.webmanifest" },
  { rel: "stylesheet", href: site },
  // Asked for with the page, so that a quick network shows our letters from the first page on (styles/fonts.css); behind
  // the styles, since nothing is painted without those.
  ...[text, bold, display].map((href) => ({
    fetchPriority: "low" as const,
    rel: "preload" as const,
    as: "font" as const,
    type: "font/woff2",
    crossOrigin: "anonymous" as const,
    href,
  })),
  { rel: "stylesheet", href: print, media: "print" },
];

const scriptsOf = ({ loaderData, handle }: ReturnType<typeof useMatches>[number]) =>
  // A route whose loader failed shows a failure, which needs none.
  loaderData === undefined ? undefined : scriptsIn(handle);

/** A page about a station has the zone of where that is, the others the service's. */
const zoneOf = (matches: ReturnType<typeof useMatches>): string | undefined => {
  const zones = matches.flatMap(({ loaderData }) => {
    const zone = (loaderData as { zone?: unknown } | undefined)?.zone;
    return typeof zone === "string" ? [zone] : [];
  });
  return zones[zones.length - 1];
};

export function Layout({ children }: { children: ReactNode }) {
  const root = useRouteLoaderData<typeof loader>("root");
  const { i18n } = useTranslation();
  const language = root?.language ?? (i18n.language as Language);
  const matches = useMatches();
  const scripts = matches.map(scriptsOf);
  const entry = useContext(EntryAddress);
  return (
    <FormatsProvider language={language} zone={zoneOf(matches) ?? PRESET_ZONE}>
      <html lang={language}>
        <head>
          <meta charSet="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <Meta />
          <Links />
        </head>
        <body>
          <Frame
            now={root?.now}
            health={root?.health}
            service={root?.service}
            visitor={root?.visitor}
            isAdmin={root?.isAdmin ?? false}
          >
            {children}
          </Frame>
          {scripts.includes(true) ? <Scripts /> : null}
          {/* Pages of whoever has signed in are kept nowhere. */}
          {root === undefined || root.visitor !== undefined ? null : (
            <script type="module" src="/offline.js" />
          )}
          {scripts.includes("part") ? <script type="module" src={entry} /> : null}
        </body>
      </html>
    </FormatsProvider>
  );
}

export default function App() {
  return <Outlet />;
}

export function ErrorBoundary({ error }: Route.ErrorBoundaryProps) {
  return <FailurePage failure={isRouteErrorResponse(error) ? kindOf(error) : { kind: "bug" }} />;
}
