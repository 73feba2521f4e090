import { stripVTControlCharacters } from "node:util";
import type * as z from "zod";
import { refuse } from "../command.ts";
import type { Terminal } from "../terminal.ts";
import { type Administration, askCloud, type Question } from "./cloud.ts";
import { administrationTexts } from "./texts.ts";

/** Without control characters: a message from a stranger could otherwise change the terminal. */
const plain = (text: string): string =>
  stripVTControlCharacters(text).replace(/[^\P{Cc}\n\t]/gu, "?");

/** Sentences in the reader's language for refusals of these codes; of others the cloud's own is shown. */
export type Refusals = { readonly [code: string]: string };

/** What the administrator's commands share: they ask the cloud of this machine and show its answers. */
export const createDesk = (terminal: Terminal, administration: () => Promise<Administration>) => {
  const texts = administrationTexts[terminal.language];

  const say = (text: string): void => terminal.out.say(`${plain(text)}\n`);

  /** The cloud's answer; undefined when it refused or is away, which is said and ends the program with 1. */
  const answerTo = async (
    question: Question,
    refusals: Refusals = {},
  ): Promise<{ readonly body: unknown } | undefined> => {
    const cloud = await administration();
    const answer = await askCloud(cloud, question);
    if (answer.ok) return answer;
    const sentence =
      answer.fault === "refused"
        ? (refusals[answer.code] ?? texts.refused(answer.status, answer.detail))
        : { no_token: texts.noToken(cloud.tokenFile), unreachable: texts.unreachable(cloud.url) }[
            answer.fault
          ];
    terminal.err.say(`${plain(sentence)}\n`);
    terminal.exit(1);
    return undefined;
  };

  return {
    say,
    answerTo,

    /** Asks, and shows the answer as JSON or by `show`; a refusal ends the program with 1. */
    async ask<T>(
      question: Question,
      { json }: { readonly json?: boolean },
      schema: z.ZodType<T>,
      show: (answer: T) => void,
      refusals?: Refusals,
    ): Promise<void> {
      const answer = await answerTo(question, refusals);
      if (answer === undefined) return;
      if (json === true) await terminal.out.data(`${JSON.stringify(answer.body, undefined, 2)}\n`);
      else show(schema.parse(answer.body));
    },

    /** Whether this is the number of a message; otherwise it is refused. */
    isId(id: string): boolean {
      if (/^\d{1,15}$/.test(id)) return true;
      refuse(terminal, texts.wrongId(id));
      return false;
    },
  };
};

/** "?station=ab&cursor=3", of those that are given. */
export const queryOf = (values: { readonly [name: string]: string | undefined }): string => {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  const query = new URLSearchParams(given as [string, string][]);
  return query.size === 0 ? "" : `?${query}`;
};
