import type { FlowAlert } from "../node-red/messages.ts";
import type { NodeRedEnd, NodeRedState } from "../node-red/node-red.ts";
import type { Fact } from "./facts.ts";
import type { Language } from "./language.ts";
import { writeCount, writeDuration } from "./writing.ts";

const locales = { fr: "fr-FR", en: "en-GB" } as const;

const why = {
  fr: {
    ended: "un flux l’a fait tomber",
    stuck: "un flux tournait sans fin",
    memory: "un flux prenait trop de mémoire",
    not_started: "il ne démarrait pas",
  },
  en: {
    ended: "a flow made it end",
    stuck: "a flow ran without an end",
    memory: "a flow took too much memory",
    not_started: "it did not start",
  },
} as const satisfies { [language in Language]: { [end in NodeRedEnd]: string } };

const words = {
  fr: {
    term: "Flux (Node-RED)",
    runs: "En marche",
    since: (duration: string) => `Depuis ${duration}.`,
    away: (duration: string) =>
      `Ne tourne pas depuis ${duration}\u00a0; la collecte continue, et un nouveau démarrage suit.`,
    ended: (count: string, age: string, reason: string) =>
      `Redémarrages\u00a0: ${count}, le dernier il y a ${age}\u00a0: ${reason}.`,
    stopped:
      "Trop de pannes à la suite\u00a0: les flux sont arrêtés. Corrigez-les dans l’éditeur et déployez.",
    leftOut: (count: string) => `Messages qu’un flux n’a pas pris\u00a0: ${count}.`,
    editor: (address: string) => `L’éditeur est ouvert\u00a0: ${address}`,
    alert: (age: string, station: string, text: string) =>
      `Il y a ${age}${station === "" ? "" : `, ${station}`}\u00a0: ${text}`,
  },
  en: {
    term: "Flows (Node-RED)",
    runs: "Running",
    since: (duration: string) => `For ${duration}.`,
    away: (duration: string) =>
      `Not running for ${duration}; collecting goes on, and it is started again.`,
    ended: (count: string, age: string, reason: string) =>
      `Started again ${count} times, last ${age} ago: ${reason}.`,
    stopped:
      "Too many failures in a row: the flows are stopped. Mend them in the editor and deploy.",
    leftOut: (count: string) => `Messages that a flow did not take: ${count}.`,
    editor: (address: string) => `The editor is open: ${address}`,
    alert: (age: string, station: string, text: string) =>
      `${age} ago${station === "" ? "" : `, ${station}`}: ${text}`,
  },
} as const;

/** Older ones concern nobody any more. */
const SHOWN_MS = 24 * 3_600_000;
const MOST_SHOWN = 5;

/** How the flows of the house are, and what they say. */
export const flowFacts = (
  state: NodeRedState | undefined,
  now: number,
  language: Language,
): readonly Fact[] => {
  if (state === undefined) return [];
  const text = words[language];
  const locale = locales[language];
  const duration = (ms: number) => writeDuration(locale, Math.max(0, ms));
  const count = (value: number) => writeCount(locale, value);
  const { isRunning, since, restarts, lastEnd, areFlowsStopped, leftOut, editor } = state;
  const recent = state.alerts.filter(({ at }) => now - at < SHOWN_MS).slice(0, MOST_SHOWN);
  const say = ({ at, station = "", text: sentence }: FlowAlert) =>
    text.alert(duration(now - at), station, sentence);
  const isFine =
    isRunning && !areFlowsStopped && recent.every((one) => one.level === "information");
  return [
    {
      term: text.term,
      fine: isFine ? text.runs : undefined,
      sentences: [
        ...recent.map(say),
        ...(isRunning ? [text.since(duration(now - since))] : [text.away(duration(now - since))]),
        ...(areFlowsStopped ? [text.stopped] : []),
        ...(lastEnd === undefined
          ? []
          : [text.ended(count(restarts), duration(now - lastEnd.at), why[language][lastEnd.why])]),
        ...(leftOut === 0 ? [] : [text.leftOut(count(leftOut))]),
        ...(editor === undefined ? [] : [text.editor(editor)]),
      ],
    },
  ];
};
