import { type ReactNode, useState } from "react";
import { I18nextProvider, useTranslation } from "react-i18next";
import {
  isRouteErrorResponse,
  Links,
  Meta,
  Outlet,
  Scripts,
  useLocation,
  useMatches,
  useRouteLoaderData,
} from "react-router";
import type { Route } from "./+types/root.ts";
import { FailurePage, kindOf } from "./failure.tsx";
import { FormatsProvider, useFormats } from "./formats-context.tsx";
import { inLanguage, languageContext, languageMiddleware, languages } from "./i18n/language.ts";
import { translatorFor } from "./i18n/translator.ts";
import { services } from "./services.ts";
import { Skyline } from "./skyline.tsx";
import page from "./styles/page.css?url";
import parts from "./styles/parts.css?url";
import print from "./styles/print.css?url";
import { territory } from "./territory.ts";

export const middleware: Route.MiddlewareFunction[] = [languageMiddleware];

export const loader = ({ context }: Route.LoaderArgs) => ({
  language: context.get(languageContext),
  zone: territory.zone,
  now: context.get(services).now(),
});

export const links: Route.LinksFunction = () => [
  { rel: "icon", href: "/icon.svg", type: "image/svg+xml" },
  { rel: "stylesheet", href: page },
  { rel: "stylesheet", href: parts },
  { rel: "stylesheet", href: print, media: "print" },
];

/** A route whose page does more with script than without exports `handle = { scripts: true }`. */
const wantsScripts = (match: ReturnType<typeof useMatches>[number]) =>
  // A route whose loader failed shows a failure, which needs none.
  (match.handle as { scripts?: boolean } | undefined)?.scripts && match.loaderData !== undefined;

export function Layout({ children }: { children: ReactNode }) {
  const root = useRouteLoaderData<typeof loader>("root");
  const language = root?.language ?? "fr";
  const [translator] = useState(() => translatorFor(language));
  const scripts = useMatches().some(wantsScripts);
  return (
    <I18nextProvider i18n={translator}>
      <FormatsProvider language={language} zone={root?.zone ?? territory.zone}>
        <html lang={language}>
          <head>
            <meta charSet="utf-8" />
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <meta name="color-scheme" content="light dark" />
            <Meta />
            <Links />
          </head>
          <body>
            <Frame now={root?.now}>{children}</Frame>
            {scripts ? <Scripts /> : null}
          </body>
        </html>
      </FormatsProvider>
    </I18nextProvider>
  );
}

/** What surrounds every page. Links are plain ones: with script and without, a page is loaded whole, always fresh. */
const Frame = ({ children, now }: { children: ReactNode; now: number | undefined }) => {
  const { t, i18n } = useTranslation();
  const { search } = useLocation();
  const formats = useFormats();
  return (
    <>
      <a className="skip" href="#content">
        {t("site.skip")}
      </a>
      <header className="masthead">
        <div className="masthead-row">
          <a className="brand" href="/">
            <span className="brand-name">{t("site.name")}</span>
            <span className="brand-motto">{t("site.motto")}</span>
          </a>
          <nav aria-label={t("site.languages")}>
            <ul className="languages">
              {languages.map((language) => (
                <li key={language}>
                  <a
                    href={inLanguage(search, language)}
                    lang={language}
                    hrefLang={language}
                    aria-current={language === i18n.language ? "true" : undefined}
                  >
                    {{ fr: "Français", en: "English" }[language]}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
        </div>
        <Skyline />
      </header>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
      <footer className="colophon">
        <p>{t("site.about")}</p>
        {now === undefined ? null : (
          <p>
            <time dateTime={new Date(now).toISOString()} suppressHydrationWarning>
              {t("site.dataOf", { moment: formats.moment(now) })}
            </time>
          </p>
        )}
        <ul>
          <li>
            <a href="/">{t("site.home")}</a>
          </li>
          <li>
            <a href="/api/openapi.json">{t("site.api")}</a>
          </li>
          <li>{t("site.licence")}</li>
        </ul>
      </footer>
    </>
  );
};

export default function App() {
  return <Outlet />;
}

export function ErrorBoundary({ error }: Route.ErrorBoundaryProps) {
  return <FailurePage failure={isRouteErrorResponse(error) ? kindOf(error) : { kind: "bug" }} />;
}
