import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

export interface Link {
  /** Who connects here reaches the target, while the link is whole. */
  readonly port: number;
  /** Ends every connection, and takes no other until it is mended. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

/** A way to a port of this machine that can be cut, as a cable or a Wi-Fi can. */
export const openLink = async (target: number): Promise<Link> => {
  const sockets = new Set<Socket>();
  let isWhole = true;
  const server = createServer((near) => {
    if (!isWhole) {
      near.destroy();
      return;
    }
    const far = connect(target, "127.0.0.1");
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on("error", () => other.destroy());
      one.once("close", () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const cut = () => {
    isWhole = false;
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as { port: number }).port,
    cut,
    mend() {
      isWhole = true;
    },
    async close() {
      cut();
      server.close();
      await once(server, "close");
    },
  };
};
