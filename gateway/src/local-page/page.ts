import { europeanBandNames } from "@datacityzen/hardware/air-bands";
import { PLATFORM_START } from "@datacityzen/hardware/clock-judgement";
import { clockReasons } from "@datacityzen/hardware/clock-judgement/reasons";
import { claimAddress } from "@datacityzen/hardware/device/claim-address";
import { type Label, showCode } from "@datacityzen/hardware/device/label";
import { qrPath } from "@datacityzen/hardware/documents/qr-path";
import { flags as flagWords } from "@datacityzen/hardware/flags";
import { describeCare, describeLine, isWorn } from "@datacityzen/hardware/line-texts";
import { skyline } from "@datacityzen/hardware/look/skyline";
import { quantities } from "@datacityzen/hardware/quantities";
import { formatTopic } from "@datacityzen/hardware/wire/topic";
import { html } from "ghtml";
import type { LatestOfStation, LatestValue } from "../store/latest.ts";
import type { Trend } from "../store/quarters.ts";
import { writtenInYear } from "../store/written.ts";
import { benchWords } from "./bench-words.ts";
import type { Language } from "./language.ts";
import type { StationReport } from "./reports.ts";
import { style } from "./style.ts";
import { bandOfHour, drawTrend, summariseDay } from "./trends.ts";
import type { View } from "./view.ts";
import { type Words, words } from "./words.ts";
import { writeCount, writeDuration, writeSize, writeValue } from "./writing.ts";

// `html` escapes what `${}` puts in. Only fragments that it made itself are put in by `!${}`, raw.

export interface PageOptions {
  readonly language: Language;
  /** Seconds after which the page loads itself again; only when the reader asked for it. */
  readonly refresh?: number;
  /** Where stations reach the gateway's broker. */
  readonly broker: string;
  /** Where they reach it over TLS, and the SHA-256 of its certificate; undefined when that door is closed. */
  readonly secure?: { readonly address: string; readonly fingerprint: string } | undefined;
  /** Where people reach the platform; undefined when nobody said so. */
  readonly site?: string | undefined;
}

/** Less than this ago is "just now": a reader cannot do anything with the difference. */
const justNowMs = 5000;

/** Ahead by more, and one of the clocks is wrong: two that keep time differ by far less. */
const clocksAgreeWithinMs = 60_000;

const writeAge = (ageMs: number, text: Words): string => {
  if (ageMs < -clocksAgreeWithinMs) return text.ahead(writeDuration(text.locale, -ageMs));
  return ageMs < justNowMs ? text.justNow : text.ago(writeDuration(text.locale, ageMs));
};

interface Fact {
  readonly term: string;
  /** The state in a word or two; undefined when somebody should look at it. */
  readonly fine: string | undefined;
  readonly sentences: readonly string[];
}

const writeFact = (text: Words, { term, fine, sentences }: Fact): string =>
  html`<div class="fact${fine === undefined ? " watch" : ""}">
<dt>${term}</dt>
<dd><span class="word">${fine ?? text.watch}.</span> ${sentences.join(" ")}</dd>
</div>`;

const budgetSentences = ({ budget }: View, text: Words): readonly string[] =>
  budget === undefined
    ? []
    : [
        text.budget(writeSize(text.locale, budget.bytes), writeSize(text.locale, budget.budget)),
        ...(budget.leftOut === 0
          ? []
          : [text.leftOutForBudget(writeCount(text.locale, budget.leftOut))]),
      ];

const airtimeSentences = ({ airtime }: View, text: Words): readonly string[] =>
  airtime === undefined
    ? []
    : [
        text.airtime(
          writeDuration(text.locale, airtime.ms),
          writeDuration(text.locale, airtime.mostMs),
        ),
        ...(airtime.leftOut === 0
          ? []
          : [text.leftOutForAirtime(writeCount(text.locale, airtime.leftOut))]),
      ];

const linkFact = (view: View, text: Words): Fact => {
  const fact = linkStateFact(view, text);
  const inUse = view.inUse === undefined ? [] : [text.carriedBy(view.inUse)];
  const costs = [...budgetSentences(view, text), ...airtimeSentences(view, text)];
  return { ...fact, sentences: [...fact.sentences, ...inUse, ...costs] };
};

const linkStateFact = (view: View, text: Words): Fact => {
  const { link, now } = view;
  const term = text.linkTerm;
  const duration = (ms: number) => writeDuration(text.locale, ms);
  if (link.state === "connected") {
    const sentences = [text.linkUp(view.cloud, duration(now - link.since))];
    return { term, fine: text.connected, sentences };
  }
  const next = link.state === "waiting" ? [text.nextTry(duration(link.next - now + 999))] : [];
  if (link.fault === undefined)
    return { term, fine: text.connecting, sentences: [text.linkTrying(view.cloud), ...next] };
  const down = text.linkDown(view.cloud, duration(now - link.since), text.faults[link.fault]);
  return { term, fine: undefined, sentences: [down, text.keptMeanwhile, ...next] };
};

/** What LoRa devices sent through their network, where the gateway hears it. */
const bridgeFacts = ({ bridge }: View, text: Words): readonly Fact[] => {
  if (bridge === undefined) return [];
  const count = (value: number) => writeCount(text.locale, value);
  const { connected, frames, refused } = bridge;
  return [
    {
      term: text.bridgeTerm,
      fine: connected && refused === 0 ? text.connected : undefined,
      sentences: [
        connected ? text.bridgeHears(count(frames)) : text.bridgeAway,
        ...(refused === 0 ? [] : [text.bridgeRefused(count(refused))]),
      ],
    },
  ];
};

/** A message on its way to a cloud that is there is nothing to worry about. */
const worryAfterMs = 60_000;

const waitingFact = ({ waiting, now }: View, text: Words): Fact => {
  const { messages, readings, oldest } = waiting;
  const term = text.waitingTerm;
  if (messages === 0 || oldest === undefined)
    return { term, fine: text.allSent, sentences: [text.nothingWaits] };
  const age = writeDuration(text.locale, now - oldest);
  const sentence =
    readings === 0
      ? text.unreadable(messages, writeCount(text.locale, messages), age)
      : text.waits(readings, writeCount(text.locale, readings), age);
  const fine = now - oldest > worryAfterMs ? undefined : text.sending;
  return { term, fine, sentences: [sentence] };
};

const diskFact = ({ disk, now, damage, givenUp }: View, text: Words): Fact => {
  const free = writeSize(text.locale, disk.freeBytes);
  const { trouble } = disk;
  const term = text.diskTerm;
  const count = (value: number) => writeCount(text.locale, value);
  const losses = [
    ...(damage === undefined
      ? []
      : [text.damage(count(damage.rescued), count(damage.missing), damage.setAside)]),
    ...(givenUp.messages === 0 ? [] : [text.givenUp(count(givenUp.readings))]),
    ...(givenUp.averaged === 0 ? [] : [text.averaged(count(givenUp.averaged))]),
    ...(givenUp.damaged === 0 ? [] : [text.changedByDisk(count(givenUp.damaged))]),
  ];
  if (trouble === undefined) {
    const fine = losses.length > 0 ? undefined : text.diskFine;
    const year = disk.written && writtenInYear(disk.written);
    const wear = year === undefined ? [] : [text.wear(writeSize(text.locale, year))];
    return { term, fine, sentences: [text.diskGood(free), ...wear, ...losses] };
  }
  const age = writeDuration(text.locale, now - trouble.since);
  const sentence = trouble.reason === "disk_full" ? text.diskFull(age, free) : text.diskFails(age);
  return { term, fine: undefined, sentences: [sentence, ...losses] };
};

/** What a person of the house can mend, one fact each; nothing when all is as it should be. */
const deviceFacts = (view: View, text: Words): readonly Fact[] => {
  const { nameConflicts, misdirected, changedName, turnedAway, unreadable, now } = view;
  const sentences = [
    ...(changedName === undefined
      ? []
      : [
          changedName.reason === "copied"
            ? text.nameCopied(changedName.from, view.gateway)
            : text.nameDamaged(view.gateway),
        ]),
    ...nameConflicts
      .slice(0, mostShown)
      .map(({ name, addresses, last }) =>
        text.nameConflict(name, addresses.join(", "), writeDuration(text.locale, now - last)),
      ),
    ...misdirected
      .slice(0, mostShown)
      .map(({ topic, meant, count }) =>
        text.misdirected(writeCount(text.locale, count), topic, meant && formatTopic(meant)),
      ),
    ...unreadable
      .slice(0, mostShown)
      .map(({ station, count, last }) =>
        text.sendsNonsense(
          station,
          writeCount(text.locale, count),
          writeDuration(text.locale, now - last),
        ),
      ),
    ...(turnedAway === 0 ? [] : [text.turnedAway(writeCount(text.locale, turnedAway))]),
  ];
  return sentences.length === 0 ? [] : [{ term: text.devicesTerm, fine: undefined, sentences }];
};

/** A line that only waits is no fault: it is told beside its station alone. */
const faultyLines = ({ lines }: StationReport) => lines.filter(({ advice }) => advice !== "wait");

const stateSentences = ({ state }: StationReport, now: number, text: Words): string[] => {
  const name = text.states[state.kind];
  const duration = (ms: number) => writeDuration(text.locale, ms);
  if (state.kind === "starting")
    return [`${name}.`, text.firstWithin(duration(state.until - now + 999))];
  return ["since" in state ? text.stateSince(name, duration(now - state.since)) : `${name}.`];
};

const startsLower = (sentence: string): string =>
  sentence.slice(0, 1).toLocaleLowerCase() + sentence.slice(1);

/** Sensors that say nothing or nonsense, stations that are gone, with what to do. */
const stationFacts = ({ reports, now }: View, text: Words, language: Language): readonly Fact[] => {
  const sentences = reports.flatMap((report) => {
    const { state, takeovers, dropped } = report;
    const gone = state.kind === "silent" || state.kind === "offline";
    const told = [
      ...(takeovers > 0 ? [text.takenOver] : []),
      ...(gone ? stateSentences(report, now, text).map(startsLower) : []),
      ...faultyLines(report).flatMap((line) => describeLine(line, language) ?? []),
      ...report.lines.filter(isWorn).flatMap((line) => describeCare(line, language).slice(0, 1)),
      ...(dropped > 0 ? [text.lostAtStation(writeCount(text.locale, dropped))] : []),
    ];
    return told.map((sentence) => text.ofStation(report.station, sentence));
  });
  if (sentences.length === 0) return [];
  return [
    { term: text.sensorsTerm, fine: undefined, sentences: sentences.slice(0, mostSentences) },
  ];
};

const mostSentences = 12;

/** As many as somebody reads; programs find them all in /api/health. */
const mostShown = 5;

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
  const sentence = text.airOfHour(name, quantities[quantity].symbol, written);
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

const stationTables = (view: View, text: Words, options: PageOptions): string => {
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
  const facts = [
    linkFact(view, text),
    ...bridgeFacts(view, text),
    waitingFact(view, text),
    diskFact(view, text),
    ...stationFacts(view, text, language),
    ...deviceFacts(view, text),
  ];
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
<dl>!${facts.map((fact) => writeFact(text, fact))}</dl></section>
<section aria-labelledby="values"><h2 id="values">${text.valuesHeading}</h2>
<p class="actions"><a class="action" href="/bench?lang=${language}">${benchWords[language].link}</a><a class="action" href="/?lang=${language}">${text.refresh}</a>!${automatic}</p>
!${stationTables(view, text, options)}</section>
<p>${text.takeAway + text.colon}<a class="action" href="/readings.csv">${text.waitingCsv}</a>, <a class="action" href="/quarters.csv">${text.quartersCsv}</a></p>
!${secureDoor(options, text)}
</main>
<footer><p>${text.dataLinks + text.colon}<a class="action" href="/api/latest">/api/latest</a>, <a class="action" href="/data.json">/data.json</a>, <a class="action" href="/values?lang=${language}">/values</a>, <a class="action" href="/api/health">/api/health</a>, <a class="action" href="/metrics">/metrics</a></p></footer>
</div>
</body>
</html>`;
};
