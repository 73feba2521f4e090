import type { RequestListener } from "node:http";
import * as build from "virtual:react-router/server-build";
import { createRequestListener } from "@react-router/node";
import { RouterContextProvider, type ServerBuild } from "react-router";
import { REQUEST_ID } from "./api/client.ts";
import { apiCookies, requestApi, requestId, type Services, services } from "./services.ts";
import { createServiceZone, serviceZone } from "./site/zone.ts";

/** All pages as a listener for Node's HTTP server: the server bundle's one export. */
export const pagesWith = (provided: Services): RequestListener => {
  const zone = createServiceZone(provided.now);
  return createRequestListener({
    // Its types are not written for exactOptionalPropertyTypes.
    build: build as ServerBuild,
    mode: "production",
    getLoadContext: (request) => {
      const context = new RouterContextProvider();
      context.set(services, provided);
      context.set(serviceZone, zone);
      const cookies: string[] = [];
      context.set(apiCookies, cookies);
      context.set(
        requestApi,
        provided.apiFor(request, (set) => cookies.push(...set)),
      );
      context.set(requestId, request.headers.get(REQUEST_ID) ?? "");
      return context;
    },
  });
};
