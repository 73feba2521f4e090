import { createCookie, redirect } from "react-router";
import type { Api, Asked } from "../api/client.ts";
import { REQUEST_ID } from "../api/client.ts";
import type { Services } from "../services.ts";

/**
 * The administrator's token, as long as the browser is open. No script reads it, no other site's page
 * sends it along, and it goes to the administrator's pages alone.
 */
const tokenCookie = createCookie("admin-token", {
  httpOnly: true,
  sameSite: "strict",
  path: "/admin",
});

const SIGN_IN = "/admin";

/** The header that keeps a token, or forgets it. */
export const keepToken = (token: string): Promise<string> =>
  tokenCookie.serialize(token, token === "" ? { maxAge: 0 } : {});

/** The API as whoever holds `token` may use it. */
export const apiWith = (token: string, request: Request, { apiFor }: Services): Api => {
  const number = request.headers.get(REQUEST_ID);
  const headers = { authorization: `Bearer ${token}`, ...(number ? { [REQUEST_ID]: number } : {}) };
  return apiFor(new Request(request.url, { headers }));
};

/** The API for the administrator who made `request`; without a token the page asks for it first. */
export const adminApi = async (request: Request, services: Services): Promise<Api> => {
  const api = await adminApiIfSignedIn(request, services);
  if (api === undefined) throw redirect(signInAddress(request));
  return api;
};

/** The API for the administrator who made `request`; undefined without a token. */
export const adminApiIfSignedIn = async (
  request: Request,
  services: Services,
): Promise<Api | undefined> => {
  const token: unknown = await tokenCookie.parse(request.headers.get("cookie"));
  return typeof token === "string" && token !== "" ? apiWith(token, request, services) : undefined;
};

const signInAddress = (request: Request): string => {
  const { pathname, search } = new URL(request.url);
  return `${SIGN_IN}?${new URLSearchParams({ next: `${pathname}${search}` })}`;
};

/** A token that was changed meanwhile is asked for again. */
export const signInWhenRefused = <T>(asked: Asked<T>, request: Request): Asked<T> => {
  if (!asked.ok && asked.reason === "refused" && [401, 403].includes(asked.status))
    throw redirect(signInAddress(request));
  return asked;
};

/** Where to go after signing in: one of the administrator's own pages, whatever the address says. */
export const nextPage = (asked: FormDataEntryValue | string | null): string =>
  typeof asked === "string" &&
  /^\/admin\/(?:quarantine|conflicts|operator)(?:[/?][\w/?=&%.-]*)?$/.test(asked)
    ? asked
    : "/admin/quarantine";
