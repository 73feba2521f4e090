import { createContext, type MiddlewareFunction } from "react-router";
import type { Api } from "../api/client.ts";
import { requestApi } from "../services.ts";

/** While the service does not say its zone: that of the country for which it is set up when nobody chose. */
export const PRESET_ZONE = "Europe/Paris";

/** It changes when the service is set up for another country, and never else. */
const KEPT_MS = 600_000;
/** A service that does not answer is not asked again for every page. */
const ASK_AGAIN_MS = 10_000;
const PATIENCE_MS = 2_000;

/** The legal time zone of the service's country: asked for once, and remembered. */
export const createServiceZone = (now: () => number) => {
  let known = PRESET_ZONE;
  let askAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<string> | undefined;
  const find = async (api: Api): Promise<string> => {
    try {
      const { data, error } = await api.GET("/api/v1/health", {
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      const { zone } = (data ?? error ?? {}) as { readonly zone?: unknown };
      if (typeof zone !== "string") throw new Error("The service said no zone.");
      known = zone;
      askAt = now() + KEPT_MS;
    } catch {
      askAt = now() + ASK_AGAIN_MS;
    }
    asking = undefined;
    return known;
  };
  return async (api: Api): Promise<string> => {
    if (now() < askAt) return known;
    asking ??= find(api);
    return asking;
  };
};

export const serviceZone = createContext<(api: Api) => Promise<string>>(async () => PRESET_ZONE);

/** The zone in which a page's days are meant that belong to no station. */
export const zoneContext = createContext<string>(PRESET_ZONE);

export const zoneMiddleware: MiddlewareFunction<Response> = async ({ context }, next) => {
  context.set(zoneContext, await context.get(serviceZone)(context.get(requestApi)));
  return next();
};
