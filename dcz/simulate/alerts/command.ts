import type { Command } from "commander";
import { valueText } from "../../../cloud/src/alerts/value-words.ts";
import { createCommand, refuse } from "../../command.ts";
import type { Terminal } from "../../terminal.ts";
import { calendarFor } from "../asked-episodes.ts";
import { createRegion } from "../region.ts";
import { stationOf } from "../station.ts";
import { simulateTexts } from "../texts.ts";
import { type ReplayWishes, replayPlanOf } from "./plan.ts";
import { replayAlerts, type Warned } from "./replay.ts";
import { replayTexts } from "./texts.ts";

interface Options extends ReplayWishes {
  readonly json?: boolean;
}

/** `dcz simulate alerts`: thresholds are tuned before anybody is written to. */
export const alertsCommand = (terminal: Terminal): Command => {
  const texts = replayTexts[terminal.language];
  return createCommand(terminal, "alerts")
    .description(texts.description)
    .option("-n, --stations <N>", texts.stations, "10")
    .option("--days <N>", texts.days, "30")
    .option("--from <DAY>", texts.from)
    .option("--every <DURATION>", texts.every, "PT5M")
    .option("--watch <NAME>", texts.watch, "pm2_5:hour")
    .option("--up <VALUE>", texts.up, "25")
    .option("--down <VALUE>", texts.down)
    .option("--for <DURATION>", texts.for, "0")
    .option("--quiet <FROM-UNTIL>", texts.quiet, "22:00-07:00")
    .option("--at-most <DURATION>", texts.atMost, "PT6H")
    .option("--end", texts.end)
    .option("--zone <ZONE>", texts.zone, "Europe/Paris")
    .option("--seed <N>", texts.seed, "1")
    .option("--episode <KIND[@TIME]>", texts.episode, (given: string, others: string[] = []) => [
      ...others,
      given,
    ])
    .option("--json", texts.json)
    .addHelpText("after", `\n${texts.examples}\n`)
    .action((options: Options) => replay(terminal, options));
};

const jsonOf = ({ station, transition }: Warned) => {
  const { kind, at, value, answer, heldUntil, message, detected, answered } = transition;
  return {
    ...{ station, kind, at: at.toISOString(), found: detected.toISOString(), value, answer },
    ...(answer === "told" ? { message, told: answered?.toISOString() } : {}),
    ...(heldUntil === null ? {} : { heldUntil: heldUntil.toISOString() }),
  };
};

const replay = async (terminal: Terminal, options: Options): Promise<void> => {
  const { language } = terminal;
  const texts = replayTexts[language];
  const planned = replayPlanOf(options, texts, simulateTexts[language], Date.now());
  if (!planned.ok) return refuse(terminal, planned.sentence);
  const { plan } = planned;
  const region = createRegion(plan.seed, calendarFor(plan, plan.from));
  const stations = Array.from({ length: plan.stations }, (_, index) => stationOf(region, index));
  const stop = terminal.untilStopped();
  const started = performance.now();
  const all: Warned[] = [];
  const moment = new Intl.DateTimeFormat(language === "fr" ? "fr-FR" : "en-GB", {
    ...{ dateStyle: "short", timeStyle: "short", timeZone: plan.wishes.zone },
  });
  try {
    for await (const one of replayAlerts({ ...plan, region, stations, signal: stop })) {
      all.push(one);
      if (options.json === true) continue;
      const { station, transition } = one;
      const { at, kind, value, answer, answered } = transition;
      const line = texts.line({
        ...{ moment: moment.format(at), station, kind, answer },
        value: value === null ? "" : valueText(plan.watched, value, language),
        told: answer === "told" && answered !== null ? moment.format(answered) : undefined,
      });
      await terminal.out.data(`${line}\n`);
    }
  } catch (error) {
    if (!stop.aborted) throw error;
    return terminal.exit(1);
  }
  const told = all.filter(({ transition }) => transition.answer === "told");
  const sums = {
    ...{ stations: plan.stations, days: plan.days },
    messages: new Set(told.map(({ transition }) => transition.message)).size,
    warned: new Set(told.map(({ station }) => station)).size,
    raised: all.filter(({ transition }) => transition.kind === "raised").length,
    seconds: Math.round((performance.now() - started) / 100) / 10,
  };
  if (options.json === true)
    await terminal.out.data(
      `${JSON.stringify({ ...sums, ...plan.condition, transitions: all.map(jsonOf) })}\n`,
    );
  else terminal.out.say(`${texts.sums(sums)}\n`);
};
