import { europeanBandNames } from "@datacityzen/hardware/air-bands";
import { PLATFORM_START } from "@datacityzen/hardware/clock-judgement";
import { clockReasons } from "@datacityzen/hardware/clock-judgement/reasons";
import { claimAddress } from "@datacityzen/hardware/device/claim-address";
import { type Label, showCode } from "@datacityzen/hardware/device/label";
import { qrPath } from "@datacityzen/hardware/documents/qr-path";
import { flags as flagWords } from "@datacityzen/hardware/flags";
import { describeCare, describeLine } from "@datacityzen/hardware/line-texts";
import { quantities } from "@datacityzen/hardware/quantities";
import { html } from "ghtml";
import type { LatestOfStation, LatestValue } from "../store/latest.ts";
import type { Trend } from "../store/quarters.ts";
import { stateSentences } from "./facts.ts";
import type { Language } from "./language.ts";
import type { PageOptions } from "./page-options.ts";
import type { StationReport } from "./reports.ts";
import { bandOfHour, drawTrend, summariseDay } from "./trends.ts";
import type { View } from "./view.ts";
import type { Words } from "./words.ts";
import { writeDuration, writeValue } from "./writing.ts";

// `html` escapes what `${}` puts in. Only fragments that it made itself are put in by `!${}`, raw.

/** Less than this ago is "just now": a reader cannot do anything with the difference. */
const justNowMs = 5000;

/** Ahead by more, and one of the clocks is wrong: two that keep time differ by far less. */
const clocksAgreeWithinMs = 60_000;

const writeAge = (ageMs: number, text: Words): string => {
  if (ageMs < -clocksAgreeWithinMs) return text.ahead(writeDuration(text.locale, -ageMs));
  return ageMs < justNowMs ? text.justNow : text.ago(writeDuration(text.locale, ageMs));
};

const valueRow = (value: LatestValue, now: number, text: Words, language: Language): string => {
  const { name, unitSymbol, digits } = quantities[value.quantity];
  const when = writeAge(now - value.at, text);
  const remarks = [
    ...value.flags.map((flag) => flagWords[flag][language]),
    ...(value.at < PLATFORM_START ? [clockReasons.before_platform[language]] : []),
  ].join(", ");
  const written = writeValue(text.locale, value.value, digits);
  const label = (column: string) => column + text.colon;
  const { columns } = text;
  // The roles are spelled out because a table laid out as blocks loses them in some browsers.
  return html`<tr role="row">
<th scope="row" role="rowheader">${name[language]}</th>
<td role="cell" class="value">${`${written}\u00a0${unitSymbol}`}</td>
<td role="cell" class="age" data-label="${label(columns.age)}"><time datetime="${new Date(value.at).toISOString()}">${when}</time></td>
<td role="cell" data-label="${label(columns.sensor)}">${value.sensor}</td>
<td role="cell" data-label="${label(columns.remarks)}">${remarks === "" ? text.noRemark : remarks}</td>
</tr>`;
};

const withUnit = (quantity: LatestValue["quantity"], value: number, text: Words): string => {
  const { digits, unitSymbol } = quantities[quantity];
  return `${writeValue(text.locale, value, digits)}\u00a0${unitSymbol}`;
};

/** The last hour in a word and a colour, where the European index has one for it. */
const airOfHour = (
  trends: readonly Trend[],
  now: number,
  text: Words,
  language: Language,
): string => {
  const hour = bandOfHour(trends, now);
  if (hour === undefined) return "";
  const { band, quantity, mean } = hour;
  const name = europeanBandNames[language][band - 1] ?? "";
  const written = withUnit(quantity, mean, text);
  const sentence = text.airOfHour(name, quantities[quantity].name[language], written);
  return html`<p class="band band-${band}">${sentence}</p><p class="source">${text.airSource}</p>`;
};

/** As many charts of one station as somebody looks at; the CSV has all. */
const mostTrends = 12;

const trendOf = (
  { quantity, sensor, quarters }: Trend,
  now: number,
  text: Words,
  language: Language,
): string => {
  const day = summariseDay(quarters);
  if (day === undefined) return "";
  const [least, most, mean] = [day.least, day.most, day.mean].map((value) =>
    withUnit(quantity, value, text),
  );
  const { viewBox, path } = drawTrend(quarters, now);
  const sentence = text.ofDay(least ?? "", most ?? "", mean ?? "");
  return html`<li><strong>${quantities[quantity].name[language]}</strong> (${sensor})
<svg viewBox="${viewBox}" preserveAspectRatio="none" aria-hidden="true"><path d="${path}"/></svg>
${sentence}</li>`;
};

const dayOf = (
  station: string,
  trends: readonly Trend[],
  now: number,
  text: Words,
  language: Language,
): string => {
  if (trends.length === 0) return "";
  const names = Object.keys(quantities);
  const shown = trends
    .toSorted((one, other) => names.indexOf(one.quantity) - names.indexOf(other.quantity))
    .slice(0, mostTrends);
  return html`<h4 id="day-${station}">${text.dayHeading}</h4>
<ul class="trends" aria-labelledby="day-${station}">!${shown.map((trend) => trendOf(trend, now, text, language))}</ul>`;
};

/** A telephone that reads it reaches another machine than this one. */
const isReached = (site: string): boolean =>
  !/^(localhost|127\..*|\[::1\])$/.test(new URL(site).hostname);

/** What its host types to make the box theirs, and where; for a camera as well. */
const claim = ({ code, word }: Label, text: Words, site: string | undefined): string => {
  const sentence = text.label(showCode(code), word);
  if (site === undefined) return html`<p>${sentence}</p>`;
  const address = claimAddress(site, code);
  const link = html`<p>${sentence} <a class="action" href="${address}">${text.claim}</a></p>`;
  if (!isReached(site)) return link;
  const { size, path } = qrPath(address);
  // Dark on white in every colour scheme: cameras expect it.
  return html`!${link}
<svg class="qr" viewBox="0 0 ${size} ${size}" role="img" aria-label="${text.claimPicture}"><rect width="${size}" height="${size}" fill="#fff"/><path d="${path}" fill="#000" shape-rendering="crispEdges"/></svg>`;
};

const stationTable = (
  { station, values }: LatestOfStation,
  {
    report,
    label,
    trends,
  }: {
    report: StationReport | undefined;
    label: Label | undefined;
    trends: readonly Trend[];
  },
  now: number,
  text: Words,
  { language, site }: PageOptions,
): string => {
  const { quantity, value, age, sensor, remarks } = text.columns;
  const heads = [quantity, value, age, sensor, remarks].map(
    (label) => html`<th scope="col" role="columnheader">${label}</th>`,
  );
  const id = `station-${station}`;
  const waits = (report?.lines ?? [])
    .filter(({ advice }) => advice === "wait")
    .flatMap((line) => describeLine(line, language) ?? []);
  const state = report === undefined ? [] : stateSentences(report, now, text);
  const care = (report?.lines ?? []).flatMap((line) => describeCare(line, language));
  const sentences = [...state, ...waits, ...care];
  const claimed = label === undefined ? "" : claim(label, text, site);
  const heading = html`<h3 id="${id}">${text.station} ${station}</h3>
<p>${sentences.join(" ")}</p>
!${airOfHour(trends, now, text, language)}!${claimed}`;
  if (values.length === 0) return heading;
  return html`!${heading}
<table role="table" aria-labelledby="${id}">
<thead role="rowgroup"><tr role="row">!${heads}</tr></thead>
<tbody role="rowgroup">!${values.map((row) => valueRow(row, now, text, language))}</tbody>
</table>
!${dayOf(station, trends, now, text, language)}`;
};

export const stationTables = (view: View, text: Words, options: PageOptions): string => {
  const { stations, reports, labels, trends, now } = view;
  const reportOf = new Map(reports.map((report) => [report.station, report]));
  const trendsOf = Map.groupBy(trends, ({ station }) => station);
  const labelOf = new Map(labels.map(({ station, label }) => [station, label]));
  // One that spoke and measured nothing needs no address: it has found the gateway.
  const known = new Set(stations.map(({ station }) => station));
  const mute = reports.filter(({ station }) => !known.has(station));
  const all = [...stations, ...mute.map(({ station }) => ({ station, values: [] }))];
  return all.length === 0
    ? html`<p>${text.noStation}</p><p>${text.noStationHelp(options.broker)}</p>`
    : all
        .map((one) => {
          const { station } = one;
          const known = {
            report: reportOf.get(station),
            label: labelOf.get(station),
            trends: trendsOf.get(station) ?? [],
          };
          return stationTable(one, known, now, text, options);
        })
        .join("");
};
