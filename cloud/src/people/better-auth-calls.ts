import type { Answering, Asking } from "../api/api.ts";
import { Problem } from "../api/problems.ts";
import { RecordsUnavailable } from "../records/unavailable.ts";
import { ADDRESS_HEADER } from "./auth.ts";
import type { People } from "./people.ts";
import { peopleProblems } from "./problems.ts";

/** The headers of the request that better-auth may see. */
export const headersFor = (people: People, request: Asking, cookies = true): Headers => {
  const headers = new Headers({ [ADDRESS_HEADER]: people.visitors.of(request).address });
  const agent = request.headers["user-agent"];
  if (agent !== undefined) headers.set("user-agent", agent.slice(0, 300));
  if (cookies && request.headers.cookie !== undefined)
    headers.set("cookie", request.headers.cookie);
  return headers;
};

/** Passes better-auth's cookies on to the visitor. */
export const passCookies = (reply: Answering, response: Response): void => {
  for (const cookie of response.headers.getSetCookie()) reply.header("set-cookie", cookie);
};

/** Why better-auth refused, by its own code; undefined when it did not. */
export const refusalOf = async (response: Response): Promise<string | undefined> => {
  if (response.ok) return undefined;
  const { code } = (await response
    .clone()
    .json()
    .catch(() => ({}))) as { code?: string };
  return code ?? String(response.status);
};

const TOO_MANY = ["ACCOUNT_TEMPORARILY_LOCKED", "TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE"];

/** Its answer; a mistake of ours, or records that are down, are not the visitor's fault. */
export const callBetterAuth = async (
  { records }: People,
  call: () => Promise<Response>,
): Promise<Response> => {
  const state = records.state();
  if (!state.up) throw new RecordsUnavailable(state.reason);
  const response = await call();
  if (response.status >= 500)
    throw new Error(`better-auth failed: ${response.status} ${await response.text()}`);
  const refusal = await refusalOf(response);
  if (response.status === 429 || (refusal !== undefined && TOO_MANY.includes(refusal)))
    throw new Problem(
      peopleProblems.too_many_attempts,
      "There were too many attempts. Wait a quarter of an hour, or sign in by a link.",
    );
  return response;
};
