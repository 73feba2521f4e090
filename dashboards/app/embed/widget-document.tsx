import { createHash } from "node:crypto";
import { tokensCss } from "@datacityzen/hardware/look/css";
import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { I18nextProvider } from "react-i18next";
import type { LoaderContext } from "../account/session.ts";
import { type Api, REQUEST_ID } from "../api/client.ts";
import { allTexts } from "../i18n/all-texts.ts";
import { languageContext } from "../i18n/request-language.ts";
import { translatorFor } from "../i18n/translator.ts";
import { services } from "../services.ts";
import { FormatsProvider } from "../site/formats-context.tsx";
import { zippedAnswer } from "../site/zipped-answer.ts";
import css from "./widget.css?inline";
import { readWidgetQuery, type WidgetScheme } from "./widget-query.ts";

/** The API as everybody may use it: what somebody sees for being signed in is in no widget. */
export const publicApi = (request: Request, context: LoaderContext): Api => {
  const kept = [REQUEST_ID, "x-dcz-visitor"].flatMap((name) => {
    const value = request.headers.get(name);
    return value === null ? [] : [[name, value] as [string, string]];
  });
  return context.get(services).apiFor(new Request(request.url, { headers: kept }));
};

const styleOf = (scheme: WidgetScheme): string =>
  `${tokensCss(scheme === "auto" ? undefined : scheme)}\n${css}`;

/** Everybody may keep it for so long. */
const KEPT_S = 60;

interface Widget {
  readonly title: string;
  readonly zone: string;
  readonly status?: number;
  readonly children: ReactNode;
}

/** A widget as a document of its own: one answer, which any site may frame. */
export const widgetAnswer = async (
  request: Request,
  context: LoaderContext,
  { title, zone, status = 200, children }: Widget,
): Promise<Response> => {
  const language = context.get(languageContext);
  const style = styleOf(readWidgetQuery(new URL(request.url).searchParams).scheme);
  const page = renderToStaticMarkup(
    <I18nextProvider i18n={translatorFor(language, allTexts[language])}>
      <FormatsProvider language={language} zone={zone}>
        <html lang={language}>
          <head>
            <meta charSet="utf-8" />
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <meta name="robots" content="noindex" />
            <title>{title}</title>
            {/* biome-ignore lint/security/noDangerouslySetInnerHtml: our own style, to which its policy holds it */}
            <style dangerouslySetInnerHTML={{ __html: style }} />
          </head>
          <body>{children}</body>
        </html>
      </FormatsProvider>
    </I18nextProvider>,
  );
  const digest = createHash("sha256").update(style).digest("base64");
  return zippedAnswer(request, `<!doctype html>${page}`, {
    status,
    headers: new Headers({
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": [
        "default-src 'none'",
        `style-src 'sha256-${digest}'`,
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors *",
      ].join("; "),
      "cache-control": status === 200 ? `public, max-age=${KEPT_S}` : "no-store",
      vary: "accept-encoding, accept-language",
    }),
  });
};
