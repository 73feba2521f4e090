import { createServer, type Server } from "node:https";
import type { Api } from "../api/api.ts";
import { httpBounds } from "../api/http-bounds.ts";
import type { Certificate } from "./certificate.ts";
import { handshake } from "./handshake.ts";

/** The same API and pages over TLS. Call it when the API is ready. */
export const createHttps = (api: Api, certificate: Certificate): Server => {
  const server = createServer(
    { ...certificate.pair(), ...handshake, ...httpBounds },
    (...request) => api.routing(...request),
  );
  // A port scan, or a browser that does not know the authority: nothing of ours.
  server.on("tlsClientError", (_error, socket) => socket.destroy());
  certificate.serve(server);
  return server;
};
