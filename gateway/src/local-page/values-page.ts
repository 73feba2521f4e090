import { skyline } from "@datacityzen/hardware/look/skyline";
import { html } from "ghtml";
import type { AirrohrData } from "./airrohr.ts";
import type { Language } from "./language.ts";
import { style } from "./style.ts";
import { words } from "./words.ts";

const modelOf = (name: string): string => (/^[A-Z0-9]+_/.test(name) ? name.replace(/_.*/, "") : "");

/** The firmware's page of values: a row each, with the sensor, its own name for the value, and the number. */
export const renderValues = (
  { station, data }: { readonly station: string | undefined; readonly data: AirrohrData },
  language: Language,
): string => {
  const text = words[language];
  const { title, intro, sensor, parameter, value, nothing } = text.airrohr;
  const rows = data.sensordatavalues.map(
    (one) =>
      html`<tr><td>${modelOf(one.value_type)}</td><th scope="row">${one.value_type}</th><td class="value">${one.value}</td></tr>`,
  );
  const table =
    rows.length === 0
      ? html`<p>${nothing}</p>`
      : html`<table><thead><tr><th scope="col">${sensor}</th><th scope="col">${parameter}</th><th scope="col">${value}</th></tr></thead>
<tbody>!${rows}</tbody></table>`;
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} ${station ?? ""}</title>
<style>!${style}</style>
</head>
<body>
<header>
<div class="top"><p class="name">DataCityZen</p><a class="action" href="/?lang=${language}">${text.title}</a></div>
<svg class="skyline" viewBox="${skyline.viewBox}" aria-hidden="true" preserveAspectRatio="xMidYMax slice"><path d="${skyline.line}"/></svg>
</header>
<div class="page"><main>
<h1>${title} ${station ?? ""}</h1>
<p>${intro}</p>
!${table}
</main></div>
</body>
</html>`;
};
