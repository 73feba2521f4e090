import type { AdminToken } from "./access/admin-token.ts";
import { type Api, createApi, type GuardedApi } from "./api/api.ts";
import type { ModuleContext } from "./module.ts";
import { modules, problems } from "./modules.ts";
import { pagesProxy } from "./pages/proxy.ts";

export interface AppParts extends Omit<ModuleContext, "api"> {
  readonly token: AdminToken;
  readonly dashboardsUrl: string;
}

/** The HTTP side of the cloud: each module's routes, and the pages behind them. */
export const createApp = async ({
  token,
  dashboardsUrl,
  ...context
}: AppParts): Promise<GuardedApi> => {
  const { log, version } = context;
  const { api, routes } = await createApi({ log, version, token, problems });
  for (const module of modules)
    await api.register(async (scope) => module.open({ ...context, api: scope as Api }));
  await pagesProxy(api, dashboardsUrl);
  return { api, routes };
};
