import * as z from "zod";
import type { HealthFact, Machine } from "./facts.ts";

const Health = z.looseObject({ status: z.string() });

const ANSWER_WITHIN_MS = 2_000;

/** Asks a process how it is. */
export const askHealth = async ({ owner, url }: Machine["health"][number]): Promise<HealthFact> => {
  let answer: Response;
  try {
    answer = await fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
  } catch {
    return { owner, kind: "silent" };
  }
  const body = await answer.text().catch(() => "");
  const health = Health.safeParse(parse(body));
  const short = body.replaceAll(/\s+/g, " ").slice(0, 200);
  if (!health.success) return { owner, kind: "strange", detail: `${answer.status} ${short}` };
  if (health.data.status === "ok") return { owner, kind: "ok" };
  return { owner, kind: "degraded", detail: short };
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
