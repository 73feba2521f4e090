import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { countUnfinishedBytes } from "@datacityzen/hardware/wire/unfinished-bytes";
import { createWebSocketStream, type WebSocket, WebSocketServer } from "ws";
import { createChunkTurns } from "./chunk-turns.ts";

/** As an HTTP server's "upgrade" event has it. */
export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

export interface WebSocketLimits {
  /** Bytes of one message, without its frame. */
  readonly unfinished: number;
  /** What messages that have begun and not ended may hold, of all connections. */
  readonly unfinishedTogether: number;
  readonly readAtOnce: number;
  readonly socketBuffer: number;
  /** Bytes that may wait for a client that reads nothing before its pings are left without an answer. */
  readonly unreadBytes: number;
}

export interface WebSocketDoorOptions {
  readonly limits: WebSocketLimits;
  readonly isOwnOrigin: (origin: string, host: string | undefined) => boolean;
  /** Hands an MQTT stream over; false when there are too many. */
  readonly take: (socket: Socket) => boolean;
  readonly onOversize: (socket: Socket) => void;
  /** For each connection: told of each ping as of a PINGREQ; false when there are too many. */
  readonly judging: () => (type: number) => boolean;
}

const PINGREQ = 12;

/** MQTT 3.1.1, 6: the client offers "mqtt"; older libraries the name that came before. */
const SUBPROTOCOLS = ["mqtt", "mqttv3.1"] as const;

const refuse = (socket: Duplex, status: string): void => {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () =>
    socket.destroy(),
  );
};

/** Makes of a WebSocket what the broker knows of a TCP connection. */
const asSocket = (connection: WebSocket, under: Socket, limits: WebSocketLimits): Socket => {
  const stream = createWebSocketStream(connection, {
    readableHighWaterMark: limits.readAtOnce,
    writableHighWaterMark: limits.socketBuffer,
  });
  const { remoteAddress } = under;
  // The broker writes a packet in pieces: what waits goes out as one frame.
  stream._writev = (pieces, done) =>
    stream._write(
      Buffer.concat(pieces.map(({ chunk }) => chunk as Buffer)),
      "buffer" as never,
      done,
    );
  return Object.defineProperties(stream, {
    remoteAddress: { value: remoteAddress },
    // A slow reader is known by what leaves our buffers, those of the connection below included.
    bytesWritten: {
      get: () => under.bytesWritten - under.writableLength + stream.writableLength,
    },
  }) as unknown as Socket;
};

/** MQTT over WebSocket (MQTT 3.1.1, chapter 6), for networks that let nothing but HTTP pass. */
export const createWebSocketDoor = ({
  limits,
  isOwnOrigin,
  take,
  onOversize,
  judging,
}: WebSocketDoorOptions): UpgradeHandler => {
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    autoPong: false,
    // The fixed header of MQTT beside what it announces.
    maxPayload: limits.unfinished + 5,
    handleProtocols: (offered) => SUBPROTOCOLS.find((name) => offered.has(name)) ?? false,
  });
  const giveTurns = createChunkTurns();
  const streams = new WeakMap<WebSocket, Socket>();
  // What `ws` keeps of messages whose last byte has not come; no limit of its own counts all connections.
  const unfinished = countUnfinishedBytes<WebSocket>(limits.unfinishedTogether, (connection) => {
    const stream = streams.get(connection);
    if (stream !== undefined) onOversize(stream);
    connection.terminate();
  });
  const watch = (connection: WebSocket, under: Socket): void => {
    let arrived = 0;
    under.on("data", (chunk: Buffer) => {
      arrived += chunk.length;
      unfinished.set(connection, arrived);
    });
    for (const end of ["message", "close"] as const)
      connection.on(end, () => {
        arrived = 0;
        unfinished.set(connection, 0);
      });
  };

  const open = (connection: WebSocket, under: Socket): void => {
    const stream = asSocket(connection, under, limits);
    streams.set(connection, stream);
    stream.on("error", () => connection.terminate());
    watch(connection, under);
    const judge = judging();
    connection.on("ping", (data) => {
      if (!judge(PINGREQ)) connection.terminate();
      else if (under.writableLength <= limits.unreadBytes) connection.pong(data);
    });
    // A stream that is destroyed waits for the other end to close as well: one that hangs never does.
    stream.on("close", () => connection.terminate());
    if (!take(stream)) connection.terminate();
  };

  return (request, socket, head) => {
    const { origin, host } = request.headers;
    socket.on("error", () => socket.destroy());
    // A page of another site could speak for whoever looks at it, from inside of their network.
    if (origin !== undefined && !isOwnOrigin(origin, host)) return refuse(socket, "403 Forbidden");
    const offered = (request.headers["sec-websocket-protocol"] ?? "")
      .split(",")
      .map((name) => name.trim());
    if (!SUBPROTOCOLS.some((name) => offered.includes(name)))
      return refuse(socket, "400 Bad Request");
    let opened: WebSocket | undefined;
    giveTurns(socket, () => opened?.isPaused === true);
    server.handleUpgrade(request, socket, head, (connection) => {
      opened = connection;
      open(connection, socket as Socket);
    });
  };
};
