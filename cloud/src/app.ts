import type { AdminToken } from "./access/admin-token.ts";
import { type Api, createApi, type GuardedApi } from "./api/api.ts";
import type { ModuleContext } from "./module.ts";
import { modules, problems } from "./modules.ts";
import { pagesProxy } from "./pages/proxy.ts";

export interface AppParts extends Omit<ModuleContext, "api"> {
  /** Is told of each answer, but for streams that last as long as somebody watches. */
  readonly answered: (of: "api" | "pages", status: number, seconds: number) => void;
  readonly token: AdminToken;
  readonly dashboardsUrl: string;
  /** Programs in front whose word about the visitor's address is believed. */
  readonly trustedProxies: readonly string[];
}

/** The HTTP side of the cloud: each module's routes, and the pages behind them. */
export const createApp = async ({
  token,
  dashboardsUrl,
  trustedProxies,
  answered,
  ...context
}: AppParts): Promise<GuardedApi> => {
  const { log, version, people } = context;
  const { api, routes } = await createApi({
    log,
    version,
    token,
    problems,
    identify: people.identification.identify,
    trustedProxies,
  });
  const { now, media, knownStations } = context;
  for (const { personalData } of modules)
    if (personalData !== undefined)
      people.personalData.define(personalData({ now, media, knownStations }));
  api.addHook("onResponse", async ({ url, routeOptions }, reply) => {
    const { produces = [] } = (routeOptions.schema ?? {}) as { produces?: readonly string[] };
    if (produces.includes("text/event-stream")) return;
    answered(url.startsWith("/api/") ? "api" : "pages", reply.statusCode, reply.elapsedTime / 1000);
  });
  for (const module of modules)
    await api.register(async (scope) => module.open({ ...context, api: scope as Api }));
  await pagesProxy(api, dashboardsUrl, people.visitors.headerFor);
  return { api, routes };
};
