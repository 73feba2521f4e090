import {
  createContext,
  type MiddlewareFunction,
  type RouterContextProvider,
  redirect,
} from "react-router";
import type { Account } from "../api/answers.ts";
import { type Asked, ask } from "../api/client.ts";
import { hasAgreed, termsOf } from "../legal/terms.ts";
import { apiCookies, requestApi, services } from "../services.ts";
import { fail } from "../site/failures.ts";

/** The cloud's cookies have these names; what they hold is not for the pages. */
const SESSION = /(?:^|;\s*)(?:__Host-)?dcz\./;
const hasSession = (request: Request): boolean => SESSION.test(request.headers.get("cookie") ?? "");

/** The account of whoever made the request, asked for once; undefined where nobody has signed in. */
export const ownAccount = createContext<() => Promise<Asked<Account> | undefined>>();

/** Pages of these addresses show what is one person's, or lead to it; those of alerts by a key of their own. */
const personal =
  /^\/(?:account|admin|alerts|claim|organisations|people|sign-in|sign-out)(?:[/.]|$)/;

/** Whether a page has to do with accounts: of somebody who has signed in, or one that leads there. */
const concernsAccounts = (request: Request): boolean =>
  hasSession(request) || personal.test(new URL(request.url).pathname);

/** A page is not kept waiting for long by the name in its header. */
const ACCOUNT_PATIENCE_MS = 4_000;

/** Hands the session's cookies on, and keeps what is one person's out of every cache. */
export const sessionMiddleware: MiddlewareFunction<Response> = async (
  { request, context },
  next,
) => {
  const isSignedIn = hasSession(request);
  let asked: Promise<Asked<Account>> | undefined;
  context.set(ownAccount, async () => {
    if (!isSignedIn) return undefined;
    const signal = AbortSignal.any([request.signal, AbortSignal.timeout(ACCOUNT_PATIENCE_MS)]);
    asked ??= ask(context.get(requestApi).GET("/api/v1/account", { signal }));
    return asked;
  });
  const response = await next();
  for (const cookie of context.get(apiCookies)) response.headers.append("set-cookie", cookie);
  if (concernsAccounts(request)) response.headers.set("cache-control", "no-store");
  return response;
};

/** What every page shows of whoever has signed in. */
export interface Visitor {
  readonly name: string;
  readonly acting: boolean;
  readonly mayAssist: boolean;
  readonly mayAdminister: boolean;
}

export const visitorOf = (asked: Asked<Account> | undefined): Visitor | undefined => {
  if (asked?.ok !== true) return undefined;
  const { name, acting, mayAssist, mayAdminister } = asked.value;
  return { name, acting: acting !== undefined, mayAssist, mayAdminister };
};

/** The sign-in page, from which one comes back to the page of `request`. */
export const signInAddress = (request: Request): string => {
  const { pathname, search } = new URL(request.url);
  return `/sign-in?${new URLSearchParams({ next: `${pathname}${search}` })}`;
};

/**
 * Where to go after signing in: a page of ours, whatever the address says. What a browser would take for
 * another host ("//x", "/\x", a line break in between) is none.
 */
export const nextPage = (
  asked: FormDataEntryValue | string | null,
  preset = "/account",
): string => {
  if (typeof asked !== "string" || !/^\/(?![/\\])[\w\-./?=&%:+~,@]*$/.test(asked)) return preset;
  const own = "http://own.invalid";
  const url = URL.parse(asked, own);
  if (url === null || url.origin !== own || url.pathname.startsWith("//")) return preset;
  if (/^\/(?:api|sign-in|sign-out)(?:\/|$)/.test(url.pathname)) return preset;
  return `${url.pathname}${url.search}`;
};

/** The answer to a question that only somebody who has signed in may ask, else the page that says why not. */
export const answerFor = <T>(request: Request, asked: Asked<T>): T => {
  if (asked.ok) return asked.value;
  if (asked.reason !== "refused") return fail({ kind: asked.reason });
  const { status, code } = asked;
  if (status === 401) throw redirect(signInAddress(request));
  if (code === "sign_in_again") throw redirect(`${signInAddress(request)}&again=yes`);
  if (status === 403) return fail({ kind: "forbidden" });
  if (status === 404 || status === 400) return fail({ kind: "missing" });
  throw new Error(`the API refused a question of ours: ${status} ${code}`);
};

/** What a loader is given. */
export type LoaderContext = Pick<Readonly<RouterContextProvider>, "get">;

/** One's own account; who has not signed in does so first. */
export const demandAccount = async (request: Request, context: LoaderContext): Promise<Account> => {
  const asked = await context.get(ownAccount)();
  if (asked === undefined) throw redirect(signInAddress(request));
  const account = answerFor(request, asked);
  if (await mustAgree(request, context, account)) {
    const { pathname, search } = new URL(request.url);
    throw redirect(`/account/terms?${new URLSearchParams({ next: `${pathname}${search}` })}`);
  }
  return account;
};

/** Whoever does not agree to new terms can still take their data along, erase their account, and leave. */
const free = /^\/(?:account\/(?:terms|data|erase|consents|acting)|sign-out)(?:[/.]|$)/;

/** Whether somebody is to read new terms first. A mediator agrees to nothing for somebody else. */
const mustAgree = async (
  request: Request,
  context: LoaderContext,
  { consents, acting }: Account,
): Promise<boolean> => {
  if (request.method !== "GET" || acting !== undefined) return false;
  if (free.test(new URL(request.url).pathname)) return false;
  const { operator } = await context.get(services).operator();
  return !hasAgreed(consents, termsOf(operator, "fr"));
};
