import { skyline } from "@datacityzen/hardware/look/skyline";
import { html } from "ghtml";
import { benchWords } from "./bench-words.ts";
import { factsOf, writeFact } from "./facts.ts";
import type { Language } from "./language.ts";
import type { PageOptions } from "./page-options.ts";
import { stationTables } from "./station-tables.ts";
import { style } from "./style.ts";
import type { View } from "./view.ts";
import { type Words, words } from "./words.ts";

// `html` escapes what `${}` puts in. Only fragments that it made itself are put in by `!${}`, raw.

/** The mark of the platform's pages. */
const mark = html`<svg class="skyline" viewBox="${skyline.viewBox}" aria-hidden="true" preserveAspectRatio="xMidYMax slice"><path d="${skyline.line}"/><circle cx="${skyline.end.x}" cy="${skyline.end.y}" r="${skyline.end.radius}"/></svg>`;

const secureDoor = ({ secure }: PageOptions, text: Words): string =>
  secure === undefined
    ? ""
    : html`<p>${text.secureDoor(secure.address)} <a class="action" href="/certificate.pem">${text.certificate}</a> <small>SHA-256 ${secure.fingerprint}</small></p>`;

/** The gateway's one page: whole HTML, without script, complete in both languages. */
export const renderPage = (view: View, options: PageOptions): string => {
  const { language, refresh } = options;
  const text = words[language];
  const other: Language = language === "fr" ? "en" : "fr";
  const { title } = text;
  const meta = refresh === undefined ? "" : html`<meta http-equiv="refresh" content="${refresh}">`;
  const automatic =
    refresh === undefined
      ? html`<a class="action" href="/?lang=${language}&amp;refresh=30">${text.refreshAlways}</a>`
      : html`<a class="action" href="/?lang=${language}">${text.refreshStop}</a>`;
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} ${view.gateway}</title>
!${meta}
<style>!${style}</style>
</head>
<body>
<a class="skip" href="#values">${text.skip}</a>
<header>
<div class="top"><p class="name">DataCityZen</p>
<a class="action" lang="${other}" hreflang="${other}" href="/?lang=${other}">${text.otherLanguage}</a></div>
!${mark}
</header>
<div class="page">
<main>
<h1>${title}</h1>
<p>${text.name(view.gateway)} ${text.intro}</p>
<section aria-labelledby="state"><h2 id="state">${text.stateHeading}</h2>
<dl>!${factsOf(view, text, language).map((fact) => writeFact(text, fact))}</dl></section>
<section aria-labelledby="values"><h2 id="values">${text.valuesHeading}</h2>
<p class="actions"><a class="action" href="/bench?lang=${language}">${benchWords[language].link}</a><a class="action" href="/?lang=${language}">${text.refresh}</a>!${automatic}</p>
!${stationTables(view, text, options)}</section>
<h2 id="files">${text.takeAway}</h2>
<ul class="actions" aria-labelledby="files"><li><a class="action" href="/readings.csv">${text.waitingCsv}</a></li><li><a class="action" href="/quarters.csv">${text.quartersCsv}</a></li></ul>
!${secureDoor(options, text)}
</main>
<footer><p>${text.dataLinks + text.colon}<a class="action" href="/api/latest">/api/latest</a>, <a class="action" href="/data.json">/data.json</a>, <a class="action" href="/values?lang=${language}">/values</a>, <a class="action" href="/api/health">/api/health</a>, <a class="action" href="/metrics">/metrics</a></p></footer>
</div>
</body>
</html>`;
};
