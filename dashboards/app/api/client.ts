import createClient, { type Client } from "openapi-fetch";
import type { paths } from "./schema.d.ts";

/** The cloud's HTTP API, typed by the document that the cloud generates of it. */
export type Api = Client<paths>;

export const openApi = (baseUrl: string, headers: { [name: string]: string } = {}): Api =>
  createClient<paths>({ baseUrl, headers });

/** Names a request in the logs of the pages and of the cloud. */
export const REQUEST_ID = "x-request-id";

/** What says who asks, and under which number: the rest of a request is between browser and pages. */
const forwarded = ["authorization", "cookie", REQUEST_ID] as const;

/** The API as the person who made `request` may use it: their session travels with each question. */
export const apiFor =
  (baseUrl: string) =>
  (request: Request): Api => {
    const headers = forwarded.flatMap((name) => {
      const value = request.headers.get(name);
      return value === null ? [] : [[name, value] as const];
    });
    return openApi(baseUrl, Object.fromEntries(headers));
  };

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
