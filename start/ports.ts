import { once } from "node:events";
import { createServer } from "node:net";
import { type Config, portVariables } from "./processes.ts";

const freePort = async (host: string): Promise<number> => {
  const server = createServer().listen({ host, port: 0 });
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  return address.port;
};

/**
 * Chooses a port for each that is 0: the processes must know each other's before they start, and
 * keep theirs when they are restarted.
 */
export const choosePorts = async (config: Config): Promise<Config> => {
  const chosen = { ...config };
  for (const name of portVariables)
    if (chosen[name] === 0) chosen[name] = await freePort(config.HOST);
  return chosen;
};
