import { setTimeout as wait } from "node:timers/promises";
import type { Attack } from "../attack.ts";
import { closedWithin, openSocket } from "../raw-mqtt.ts";

const CONNECTIONS = 60;
/** In one piece that the kernel takes at once: some thousand requests. */
const BURST_BYTES = 60_000;
const BURSTS = 20;

/** Questions that are short to ask and long to answer. */
const dear = [
  "/api/v1/stations?limit=200",
  "/api/v1/map/stations",
  "/api/v1/map/tiles/stations/0/0/0",
  "/api/v1/air/stations?limit=100",
  "/api/openapi.json",
  "/api/v1/series/means?station=honest-direct&quantity=pm2_5&every=PT1S",
  "/some-page",
] as const;

const burstOf = (path: string, more = ""): string => {
  const request = `GET ${path} HTTP/1.1\r\nHost: a\r\n${more}\r\n`;
  return request.repeat(Math.floor(BURST_BYTES / request.length));
};

/** A body whose frame is a hundred times what it holds. */
const framed = (extension: number): string =>
  `POST /api/v1/alerts HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${`1;${"x".repeat(extension)}\r\n \r\n`.repeat(Math.floor(1e6 / (extension + 8)))}`;

/** What HTTP/1.1 lets a client do on one connection, all of it at once. */
export const pipelinedRequests: Attack = {
  name: "pipelined-requests",
  target: "cloud",
  what: "thousands of requests in one piece on each connection, whose answers nobody reads; chunks of one byte with long frames",
  light: true,
  async run({ site, amount, note, fault }) {
    const { httpPort } = site.cloud;
    const sockets = await Promise.all(
      Array.from({ length: amount(CONNECTIONS) }, async (_, index) => {
        const socket = await openSocket(httpPort);
        socket.pause();
        const burst = burstOf(
          dear[index % dear.length] as string,
          index % 2 === 0 ? "" : "Expect: 100-continue\r\n",
        );
        for (let sent = 0; sent < amount(BURSTS) && !socket.destroyed; sent++)
          if (!socket.write(burst)) break;
        return socket;
      }),
    );
    const frames = await Promise.all(
      [0, 500, 8000].map(async (extension) => {
        const socket = await openSocket(httpPort);
        socket.write(framed(extension));
        return socket;
      }),
    );
    await wait(amount(8000));
    const answer = await fetch(`${site.cloud.http}/api/v1/health`, {
      signal: AbortSignal.timeout(10_000),
    });
    if (!answer.ok) fault(`beside them health answers ${answer.status}`);
    await answer.body?.cancel();
    note(`${sockets.filter(({ destroyed }) => !destroyed).length} of ${sockets.length} are open`);
    const closed = await Promise.all(frames.map((socket) => closedWithin(socket, 20_000)));
    if (closed.includes(false)) fault("a body in frames without end stays open");
    for (const socket of [...sockets, ...frames]) socket.destroy();
  },
};
