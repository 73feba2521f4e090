import { describeCare, describeLine, isWorn } from "@datacityzen/hardware/line-texts";
import { formatTopic } from "@datacityzen/hardware/wire/topic";
import { html } from "ghtml";
import { writtenInYear } from "../store/written.ts";
import { flowFacts } from "./flow-facts.ts";
import type { Language } from "./language.ts";
import type { StationReport } from "./reports.ts";
import { updateFacts } from "./update-facts.ts";
import type { View } from "./view.ts";
import type { Words } from "./words.ts";
import { writeCount, writeDuration, writeSize } from "./writing.ts";

// `html` escapes what `${}` puts in. Only fragments that it made itself are put in by `!${}`, raw.

const mostSentences = 12;

/** As many as somebody reads; programs find them all in /api/health. */
const mostShown = 5;

export interface Fact {
  readonly term: string;
  /** The state in a word or two; undefined when somebody should look at it. */
  readonly fine: string | undefined;
  readonly sentences: readonly string[];
}

export const writeFact = (text: Words, { term, fine, sentences }: Fact): string =>
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

/** What a station that is not well does, in sentences. */
export const stateSentences = ({ state }: StationReport, now: number, text: Words): string[] => {
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

/** How the house's measuring is: the link, what waits, the disk, stations and devices. */
export const factsOf = (view: View, text: Words, language: Language): readonly Fact[] => [
  linkFact(view, text),
  ...bridgeFacts(view, text),
  waitingFact(view, text),
  diskFact(view, text),
  ...stationFacts(view, text, language),
  ...deviceFacts(view, text),
  ...flowFacts(view.flows, view.now, language),
  ...updateFacts(view.failedUpdate, view.now, language),
];
