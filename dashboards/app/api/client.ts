import createClient, { type Client } from "openapi-fetch";
import type { paths } from "./schema.d.ts";

/** The cloud's HTTP API, typed by the document that the cloud generates of it. */
export type Api = Client<paths>;

interface ApiOptions {
  readonly headers?: { readonly [name: string]: string };
  /** Called with the cookies that an answer sets, as they are: they are the visitor's browser's. */
  readonly onCookies?: ((cookies: readonly string[]) => void) | undefined;
}

export const openApi = (baseUrl: string, { headers = {}, onCookies }: ApiOptions = {}): Api =>
  createClient<paths>({
    baseUrl,
    headers,
    fetch: async (request) => {
      const answer = await fetch(request);
      onCookies?.(answer.headers.getSetCookie());
      return answer;
    },
  });

/** Names a request in the logs of the pages and of the cloud. */
export const REQUEST_ID = "x-request-id";

/** What says who asks, from where, and under which number: the rest of a request is between browser and pages. */
const forwarded = ["authorization", "cookie", REQUEST_ID, "x-dcz-visitor"] as const;

export type ApiFor = (
  request: Request,
  onCookies?: (cookies: readonly string[]) => void,
  authorization?: string,
) => Api;

/**
 * The API as the person who made `request` may use it: their session travels with each question, and what
 * the API does to the session is handed on to their browser.
 */
export const apiFor =
  (baseUrl: string): ApiFor =>
  (request, onCookies, authorization) => {
    const headers = forwarded.flatMap((name) => {
      const value = request.headers.get(name);
      return value === null ? [] : [[name, value] as const];
    });
    return openApi(baseUrl, {
      headers: {
        ...Object.fromEntries(headers),
        ...(authorization === undefined ? {} : { authorization }),
      },
      onCookies,
    });
  };

/** What came of a question: an answer, a refusal with the problem's code, or nothing at all. */
export type Asked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: "silent" }
  /** Accounts and all other records are out of reach, while readings go on. */
  | { readonly ok: false; readonly reason: "records" }
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
  // What was removed has no answer (204).
  if (data !== undefined || response.status === 204) return { ok: true, value: data as T };
  const code = codeOf(error);
  if (code === "records_unavailable") return { ok: false, reason: "records" };
  // A full disk (507) has a remedy of its own.
  if (response.status >= 500 && response.status !== 507) return { ok: false, reason: "silent" };
  return { ok: false, reason: "refused", status: response.status, code };
};

const codeOf = (problem: unknown): string =>
  typeof problem === "object" && problem !== null && "code" in problem
    ? String(problem.code)
    : "unknown";
