import { createCookie, redirect } from "react-router";
import {
  answerFor,
  type LoaderContext,
  nextPage,
  ownAccount,
  signInAddress,
} from "../account/session.ts";
import { type Api, type Asked, REQUEST_ID } from "../api/client.ts";
import { requestApi, type Services, services } from "../services.ts";
import { fail } from "../site/failures.ts";

/**
 * The machine's token, as long as the browser is open. No script reads it, no other site's page sends it
 * along, and it goes to the administrator's pages alone.
 */
const tokenCookie = createCookie("admin-token", {
  httpOnly: true,
  sameSite: "strict",
  path: "/admin",
});

/** The header that keeps a token, or forgets it. */
export const keepToken = (token: string): Promise<string> =>
  tokenCookie.serialize(token, token === "" ? { maxAge: 0 } : {});

/** The API as whoever holds `token` may use it: the session of the same browser stays out of it. */
export const apiWith = (token: string, request: Request, { apiFor }: Services): Api => {
  const kept = [REQUEST_ID, "x-dcz-visitor"].flatMap((name) => {
    const value = request.headers.get(name);
    return value === null ? [] : [[name, value] as [string, string]];
  });
  return apiFor(new Request(request.url, { headers: kept }), undefined, `Bearer ${token}`);
};

/** The API for whoever has entered the machine's token in this browser; undefined without one. */
export const tokenApi = async (request: Request, provided: Services): Promise<Api | undefined> => {
  const token: unknown = await tokenCookie.parse(request.headers.get("cookie"));
  return typeof token === "string" && token !== "" ? apiWith(token, request, provided) : undefined;
};

/**
 * The API for an administrator: a person who has signed in, so that the audit has a name, else whoever holds
 * the machine's token, which works without any account. Everybody else signs in first.
 */
export const adminApi = async (request: Request, context: LoaderContext): Promise<Api> => {
  const account = await context.get(ownAccount)();
  const hasRole = account?.ok === true && account.value.roles.length > 0;
  if (hasRole) return context.get(requestApi);
  const byToken = await tokenApi(request, context.get(services));
  if (byToken !== undefined) return byToken;
  if (account === undefined) throw redirect(signInAddress(request));
  answerFor(request, account);
  return fail({ kind: "forbidden" });
};

/** The answer, or what the page shows instead. A token that was changed meanwhile is asked for again. */
export const adminAnswer = <T>(request: Request, asked: Asked<T>): T => answerFor(request, asked);

/** Where to go after entering the token: one of the administrator's own pages, whatever the address says. */
export const nextAdminPage = (asked: FormDataEntryValue | string | null): string => {
  const next = nextPage(asked, "/admin");
  return /^\/admin(?:[/?]|$)/.test(next) && !next.startsWith("/admin/token") ? next : "/admin";
};
