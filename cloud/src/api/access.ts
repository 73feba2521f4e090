import type { FastifyContextConfig, FastifyReply, FastifyRequest, RouteOptions } from "fastify";
import type { AdminToken } from "../access/admin-token.ts";
import { type Action, couldEver, may, type Resource, shownRule } from "../access/may.ts";
import type { DeclaredRoute } from "../access/permissions-page.ts";
import { accountOf, administrator, nobody, type Principal } from "../access/principal.ts";
import { saysUnavailable } from "../records/unavailable.ts";
import type { Api } from "./instance.ts";
import { apiProblems, Problem } from "./problems.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** What a request of this route does; src/access/may.ts says who may. */
    access?: Action;
    /**
     * What it does it to: the platform as a whole when absent; the account of whoever asks; or `handler`:
     * the handler finds it and calls `request.demand`, without which no answer is sent.
     */
    resource?: "handler" | "own account";
  }
  interface FastifyRequest {
    /** Who asks. */
    principal: Principal;
    /** Whether the handler has asked about the resource. */
    asked: boolean;
    /** Refuses the request when who asks may not do to the resource what the route does. */
    demand(resource: Resource): void;
    /** Whether who asks may: for a handler that answers "not found" where it may not tell. */
    allows(resource: Resource): boolean;
  }
}

/** Finds the account behind a cookie or an API key; undefined when the request has neither. */
export type Identify = (request: FastifyRequest) => Promise<Principal | undefined>;

const MACHINE =
  'send "Authorization: Bearer <token>" with the token in the file cloud/admin-token of the DATA_DIR';

const BEARER = /^Bearer +(\S+) *$/i;

const isBearer = (authorization: string | undefined): authorization is string =>
  authorization !== undefined && /^Bearer\b/i.test(authorization);

/** A wrong token is refused; another scheme belongs to a reverse proxy and is passed over. */
const principalOf = async (
  request: FastifyRequest,
  token: AdminToken,
  { identify, isForVisitors }: { readonly identify: Identify; readonly isForVisitors: boolean },
): Promise<Principal> => {
  const { authorization } = request.headers;
  const offered = BEARER.exec(authorization ?? "")?.[1];
  if (offered !== undefined && token.matches(offered)) return administrator;
  const found = await identify(request).catch((error: Error) => {
    // What everybody may read is read while nobody can be identified.
    if (isForVisitors && saysUnavailable(error)) return undefined;
    throw error;
  });
  if (found !== undefined) return found;
  if (!isBearer(authorization)) return nobody;
  throw new Problem(
    apiProblems.not_authenticated,
    `The token is not valid. Send an API key of an account, or ${MACHINE}.`,
  );
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

const refuse = (principal: Principal, action: Action): never => {
  if (principal.kind === "nobody")
    throw new Problem(
      apiProblems.not_authenticated,
      `This needs an account that may do it (${action}). Sign in, or ${MACHINE}.`,
    );
  throw new Problem(apiProblems.not_allowed, `You may not do this (${action}).`);
};

/** Before the resource is known, everybody passes who may do this to one; the handler asks again. */
const passesDoor = (request: FastifyRequest, action: Action): boolean => {
  const { resource } = request.routeOptions.config;
  if (resource === "handler") return couldEver(request.principal, action);
  const account = resource === "own account" ? { person: accountOf(request.principal) } : {};
  return may(request.principal, action, account);
};

/** The pages are passed on as they are: the API that they ask identifies their visitor. */
const isPages = (action: Action): boolean => action === "pages.read";

export interface Guard {
  readonly token: AdminToken;
  readonly identify: Identify;
}

/**
 * Gives each request its principal, and refuses the request when the principal may not make it. Gives the
 * routes that were declared, as they come.
 */
export const guardRoutes = (api: Api, { token, identify }: Guard): readonly DeclaredRoute[] => {
  const declared: DeclaredRoute[] = [];
  // Filled for each request below; a shared object here would be shared by all requests.
  api.decorateRequest("principal" as string, null);
  api.decorateRequest("asked", false);
  api.decorateRequest("allows", function (this: FastifyRequest, resource: Resource): boolean {
    this.asked = true;
    const action = actionOf(this.routeOptions);
    return action !== undefined && may(this.principal, action, resource);
  });
  api.decorateRequest("demand", function (this: FastifyRequest, resource: Resource): void {
    const action = actionOf(this.routeOptions);
    if (!this.allows(resource) && action !== undefined) refuse(this.principal, action);
  });
  api.addHook("onRoute", (route) => {
    requireRule(route);
    const access = actionOf(route);
    for (const method of [route.method].flat())
      if (access !== undefined)
        declared.push({
          method,
          url: route.url,
          access,
          resource: route.config?.resource ?? "platform",
        });
  });
  api.addHook("onRequest", async (request) => {
    request.principal = nobody;
    const action = actionOf(request.routeOptions);
    // No route was found: the answer is 404, whoever asks.
    if (action === undefined || isPages(action)) return;
    request.principal = await principalOf(request, token, {
      identify,
      isForVisitors: couldEver(nobody, action),
    });
    if (!passesDoor(request, action)) refuse(request.principal, action);
  });
  api.addHook("onSend", async (request: FastifyRequest, reply: FastifyReply) => {
    const isForgotten =
      request.routeOptions.config?.resource === "handler" &&
      !request.asked &&
      reply.statusCode < 400;
    if (isForgotten)
      throw new Error(
        `The handler of ${request.method} ${request.routeOptions.url} did not ask who may: call request.demand with the resource.`,
      );
  });
  return declared;
};

/** An operation's rule, as the OpenAPI document shows it. */
export const shownAccess = (action: Action): { readonly "x-access": unknown } => ({
  "x-access": shownRule(action),
});
