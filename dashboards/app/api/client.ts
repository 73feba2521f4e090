import createClient, { type Client } from "openapi-fetch";
import type { paths } from "./schema.d.ts";

/** The cloud's HTTP API, typed by the document that the cloud generates of it. */
export type Api = Client<paths>;

export const openApi = (baseUrl: string): Api => createClient<paths>({ baseUrl });

/** What came of a question: an answer, a refusal with the problem's code, or nothing at all. */
export type Asked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: "silent" }
  | {
      readonly ok: false;
      readonly reason: "refused";
      readonly status: number;
      readonly code: string;
    };

/** Longer than the slowest day of data takes, shorter than a reader waits. */
export const patienceMs = 8_000;

/** The signal to hand to a question of the server's: the reader's own, ended by our patience. */
export const patience = (signal: AbortSignal): AbortSignal =>
  AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);

/** Turns a call of the client into a value; 5xx counts as silence, since the reader can only try again. */
export const ask = async <T>(
  call: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<Asked<T>> => {
  let answer: Awaited<typeof call>;
  try {
    answer = await call;
  } catch {
    // The network failed, our patience ended, or the body was no JSON.
    return { ok: false, reason: "silent" };
  }
  const { data, error, response } = answer;
  if (data !== undefined) return { ok: true, value: data };
  if (response.status >= 500) return { ok: false, reason: "silent" };
  return { ok: false, reason: "refused", status: response.status, code: codeOf(error) };
};

const codeOf = (problem: unknown): string =>
  typeof problem === "object" && problem !== null && "code" in problem
    ? String(problem.code)
    : "unknown";
