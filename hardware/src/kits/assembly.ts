import type { Language } from "./language.ts";

/** A step of the workshop, as its heading announces it. */
export interface Step {
  readonly number: number;
  readonly title: string;
  readonly minutes: number;
  /** Whether the group stops and checks at its end: the step has a "checkpoint" paragraph. */
  readonly checkpoint: boolean;
}

const heading = {
  fr: /^### Étape (\d+)\. (.+) \((\d+) min\)$/gmu,
  en: /^### Step (\d+)\. (.+) \((\d+) min\)$/gmu,
} as const;
const checkpoint = { fr: /^\*\*Point de contrôle/mu, en: /^\*\*Checkpoint/mu } as const;

/** The steps of an assembly guide, from headings such as "### Step 3. Wire the sensor (20 min)". */
export const readSteps = (markdown: string, language: Language): Step[] => {
  const found = [...markdown.matchAll(heading[language])];
  return found.map((match, index) => {
    const body = markdown.slice(match.index, found[index + 1]?.index ?? markdown.length);
    return {
      number: Number(match[1]),
      title: match[2] as string,
      minutes: Number(match[3]),
      checkpoint: checkpoint[language].test(body),
    };
  });
};
