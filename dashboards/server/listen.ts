import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

export type Listening =
  | { readonly ok: true; readonly address: string }
  | { readonly ok: false; readonly sentence: string };

/** Opens the port, or says in one sentence what to change. */
export const listen = async (
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Listening> => {
  server.listen({ host, port });
  try {
    await once(server, "listening");
  } catch (error) {
    return { ok: false, sentence: sentenceFor(error, { host, port }) };
  }
  const bound = server.address() as AddressInfo;
  const name = bound.family === "IPv6" ? `[${bound.address}]` : bound.address;
  return { ok: true, address: `http://${name}:${bound.port}` };
};

const sentenceFor = (error: unknown, { host, port }: { host: string; port: number }): string => {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE") {
    return `Port ${port} on ${host} is in use by another program: stop it, or set DASHBOARDS_PORT to a free port.`;
  }
  if (code === "EACCES") {
    return `Port ${port} may not be opened by this user: set DASHBOARDS_PORT to a port above 1023.`;
  }
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") {
    return `${host} is not an address of this machine: set HOST to one that is.`;
  }
  throw error;
};
