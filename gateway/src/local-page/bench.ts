import { medianOf, toleranceOf } from "@datacityzen/hardware/agreement";
import { describeLine } from "@datacityzen/hardware/line-texts";
import { quantities } from "@datacityzen/hardware/quantities";
import { html } from "ghtml";
import type { LatestValue } from "../store/latest.ts";
import { type BenchWords, benchWords } from "./bench-words.ts";
import type { Language } from "./language.ts";
import type { StationReport } from "./reports.ts";
import { style } from "./style.ts";
import type { View } from "./view.ts";
import { type Words, words } from "./words.ts";
import { writeDuration, writeValue } from "./writing.ts";

/** What lies together on a bench measures the same air: a value of now is one of the last minutes. */
const FRESH_MS = 10 * 60_000;
/** Two agree or not; with three the one that is wrong shows. */
const FEWEST = 3;
/** Seconds: as good as never. */
const SELDOM = 3600;
/** As many as somebody reads beside a station. */
const MOST_VALUES = 6;

export interface Beside {
  readonly median: number;
  /** Of how many stations. */
  readonly stations: number;
  readonly isFar: boolean;
}

/** Beside the other stations' values of the same quantity; undefined where too few measure it now. */
export const beside = ({
  stations,
  now,
}: Pick<View, "stations" | "now">): ((value: LatestValue) => Beside | undefined) => {
  /** Of each quantity, one value of each station that measures it now. */
  const perQuantity = new Map<string, number[]>();
  for (const { values } of stations) {
    const fresh = values.filter(
      ({ at, flags }) => now - at <= FRESH_MS && !flags.includes("implausible"),
    );
    for (const [quantity, same] of Map.groupBy(fresh, (one) => one.quantity)) {
      const all = perQuantity.get(quantity) ?? [];
      all.push(medianOf(same.map(({ value }) => value)));
      perQuantity.set(quantity, all);
    }
  }
  const medians = new Map([...perQuantity].map(([quantity, all]) => [quantity, medianOf(all)]));
  return ({ quantity, value }) => {
    const count = perQuantity.get(quantity)?.length ?? 0;
    const median = medians.get(quantity);
    if (median === undefined || count < FEWEST) return undefined;
    const isFar = Math.abs(value - median) > toleranceOf(quantity, median);
    return { median, stations: count, isFar };
  };
};

const writeOne = (
  view: View,
  value: LatestValue,
  others: Beside | undefined,
  text: Words,
  bench: BenchWords,
): string => {
  const { symbol, unitSymbol, digits } = quantities[value.quantity];
  const written = `${symbol} ${writeValue(text.locale, value.value, digits)}\u00a0${unitSymbol}`;
  if (view.now - value.at > FRESH_MS)
    return html`<li>${written} ${bench.old(writeDuration(text.locale, view.now - value.at))}</li>`;
  if (others === undefined || !others.isFar) return html`<li>${written}</li>`;
  const median = `${writeValue(text.locale, others.median, digits)}\u00a0${unitSymbol}`;
  return html`<li><strong>${bench.far(written, median, others.stations)}</strong></li>`;
};

/** All stations at once, for who leads a workshop: what arrives, what each measures, who differs from the others. */
export const renderBench = (
  view: View,
  { language, refresh }: { readonly language: Language; readonly refresh: number },
): string => {
  const text = words[language];
  const bench = benchWords[language];
  const other: Language = language === "fr" ? "en" : "fr";
  const besideOthers = beside(view);
  const valuesOf = new Map(view.stations.map(({ station, values }) => [station, values]));
  const isTroubled = ({ station, state, lines }: StationReport): boolean =>
    state.kind !== "online" ||
    lines.some(({ advice }) => advice !== undefined && advice !== "wait") ||
    (valuesOf.get(station) ?? []).some((value) => besideOthers(value)?.isFar === true);
  // Who needs a hand stands first.
  const ordered = [
    ...view.reports.filter(isTroubled),
    ...view.reports.filter((report) => !isTroubled(report)),
  ];
  const rows = ordered.map(({ station, state, lines }) => {
    const label = (column: string) => column + text.colon;
    const faults = lines.filter(({ advice }) => advice !== undefined && advice !== "wait");
    const speaking = lines.filter(({ state: one }) => one === "speaking");
    const sensors =
      lines.length === 0
        ? html`<li>${bench.noLines}</li>`
        : [
            ...faults.map(
              (line) => html`<li><strong>${describeLine(line, language) ?? ""}</strong></li>`,
            ),
            html`<li>${bench.speaking(speaking.length, lines.length)}</li>`,
          ].join("");
    const values = (valuesOf.get(station) ?? [])
      .toSorted((one, two) => two.at - one.at)
      .slice(0, MOST_VALUES)
      .map((value) => writeOne(view, value, besideOthers(value), text, bench));
    return html`<tr role="row">
<th scope="row" role="rowheader">${station}</th>
<td role="cell" class="age" data-label="${label(bench.columns.state)}">${text.states[state.kind]}</td>
<td role="cell" data-label="${label(bench.columns.sensors)}"><ul>!${sensors}</ul></td>
<td role="cell" data-label="${label(bench.columns.values)}"><ul class="values">!${values.length === 0 ? html`<li>${bench.noValue}</li>` : values.join("")}</ul></td>
</tr>`;
  });
  // Who reads slowly stops it.
  const automatic =
    refresh === SELDOM
      ? html`<a class="action" href="/bench?lang=${language}">${text.refreshAlways}</a>`
      : html`<a class="action" href="/bench?lang=${language}&amp;refresh=${SELDOM}">${text.refreshStop}</a>`;
  const { station, state, sensors, values } = bench.columns;
  const heads = [station, state, sensors, values].map(
    (head) => html`<th scope="col" role="columnheader">${head}</th>`,
  );
  const table =
    rows.length === 0
      ? html`<p>${text.noStation}</p>`
      : html`<table class="bench" role="table" aria-labelledby="bench">
<thead role="rowgroup"><tr role="row">!${heads}</tr></thead>
<tbody role="rowgroup">!${rows}</tbody></table>`;
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="${refresh}">
<title>${bench.title} ${view.gateway}</title>
<style>!${style}</style>
</head>
<body>
<header>
<div class="top"><p class="name">DataCityZen</p>
<a class="action" lang="${other}" hreflang="${other}" href="/bench?lang=${other}">${text.otherLanguage}</a></div>
</header>
<div class="page"><main>
<h1 id="bench">${bench.title}</h1>
<p>${bench.intro(FEWEST)}</p>
<p class="actions"><a class="action" href="/?lang=${language}">${text.title}</a>!${automatic}</p>
!${table}
</main></div>
</body>
</html>`;
};
