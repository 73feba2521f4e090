import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { refusedAddress } from "@datacityzen/hardware/settings";

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
    const sentence = refusedAddress(error, { host, port, variable: "DASHBOARDS_PORT" });
    if (sentence === undefined) throw error;
    return { ok: false, sentence };
  }
  const bound = server.address() as AddressInfo;
  const name = bound.family === "IPv6" ? `[${bound.address}]` : bound.address;
  return { ok: true, address: `http://${name}:${bound.port}` };
};
