import type { Server } from "node:net";

/** Listens; gives the port, which the system chooses for 0. */
export const listen = (server: Server, host: string, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    // Stations that come back together after an outage; the system may allow fewer.
    server.listen({ host, port, backlog: 4096 }, () => {
      server.off("error", reject);
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
