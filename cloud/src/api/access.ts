import type { FastifyContextConfig, FastifyRequest, RouteOptions } from "fastify";
import type { AdminToken } from "../access/admin-token.ts";
import { type Action, may, shownRule } from "../access/may.ts";
import { administrator, nobody, type Principal } from "../access/principal.ts";
import type { Api } from "./api.ts";
import { apiProblems, Problem } from "./problems.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** What a request of this route does; src/access/may.ts says who may. */
    access?: Action;
  }
  interface FastifyRequest {
    /** Who asks. */
    principal: Principal;
  }
}

const REMEDY =
  'Send "Authorization: Bearer <token>" with the token in the file cloud/admin-token of the DATA_DIR.';

const BEARER = /^Bearer +(\S+) *$/i;

/** A wrong token is refused; another scheme belongs to a reverse proxy and is passed over. */
const principalOf = (authorization: string | undefined, token: AdminToken): Principal => {
  if (authorization === undefined || !/^Bearer\b/i.test(authorization)) return nobody;
  const offered = BEARER.exec(authorization)?.[1];
  if (offered !== undefined && token.matches(offered)) return administrator;
  throw new Problem(apiProblems.not_authenticated, `The token is not valid. ${REMEDY}`);
};

const actionOf = ({ config }: { config?: FastifyContextConfig }): Action | undefined =>
  config?.access;

/** Throws for a route that does not declare who may use it: the program then does not start. */
export const requireRule = (route: RouteOptions): void => {
  if (actionOf(route) === undefined)
    throw new Error(
      `The route ${route.method} ${route.url} does not declare its rule: give it config: { access: … }, an action of src/access/may.ts.`,
    );
};

const check = (request: FastifyRequest, token: AdminToken): void => {
  const action = actionOf(request.routeOptions);
  // No route was found: the answer is 404, whoever asks.
  if (action === undefined) return;
  // The header may be for the sign-in of another program in front of the pages.
  if (action === "pages.read") return;
  request.principal = principalOf(request.headers.authorization, token);
  if (may(request.principal, action)) return;
  throw request.principal.kind === "nobody"
    ? new Problem(apiProblems.not_authenticated, `This is for the administrator. ${REMEDY}`)
    : new Problem(apiProblems.not_allowed, `You may not do this (${action}).`);
};

/** Gives each request its principal, and refuses the request when the principal may not make it. */
export const guardRoutes = (api: Api, token: AdminToken): void => {
  // Filled for each request below; a shared object here would be shared by all requests.
  api.decorateRequest("principal" as string, null);
  api.addHook("onRoute", requireRule);
  api.addHook("onRequest", async (request) => {
    request.principal = nobody;
    check(request, token);
  });
};

/** An operation's rule, as the OpenAPI document shows it. */
export const shownAccess = (action: Action): { readonly "x-access": unknown } => ({
  "x-access": shownRule(action),
});
