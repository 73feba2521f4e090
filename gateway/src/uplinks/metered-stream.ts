import { connect as connectTcp, type Socket } from "node:net";
import { Duplex } from "node:stream";
import { type ConnectionOptions, connect as connectTls } from "node:tls";

export interface MeteredOptions {
  /** mqtt: or mqtts: */
  readonly url: URL;
  readonly ca?: string | undefined;
  /** A TLS session of before: its resumption costs a fifth of a handshake. */
  readonly session?: Buffer | undefined;
  readonly onSession: (session: Buffer) => void;
  /** Bytes of TCP's payload that crossed the socket, TLS included, with what a segment costs. */
  readonly onBytes: (bytes: number) => void;
}

/** IPv4 and TCP with its time stamps; each segment is acknowledged by another of this size. */
const headerBytes = 52;
const segmentBytes = 1400;

/** What a piece costs on a link: itself, the heads of its segments, and their acknowledgements. */
export const costOf = (bytes: number): number =>
  bytes + Math.ceil(bytes / segmentBytes) * 2 * headerBytes;

/** A socket as a stream that counts: TLS on top of it is counted as it crosses the wire. */
const meter = (socket: Socket, onBytes: (bytes: number) => void): Duplex => {
  const stream = new Duplex({
    allowHalfOpen: false,
    read: () => void socket.resume(),
    write: (chunk: Buffer, _encoding, done) => {
      onBytes(costOf(chunk.length));
      socket.write(chunk, done);
    },
    final: (done) => void socket.end(done),
    destroy: (error, done) => {
      socket.destroy();
      done(error);
    },
  });
  socket.on("data", (chunk: Buffer) => {
    onBytes(costOf(chunk.length));
    if (!stream.push(chunk)) socket.pause();
  });
  socket.once("end", () => stream.push(null));
  socket.once("error", (error) => stream.destroy(error));
  socket.once("close", () => stream.destroy());
  return stream;
};

const defaultPorts: Readonly<Record<string, number>> = { "mqtt:": 1883, "mqtts:": 8883 };

/** Opens a connection of which every byte is counted. The three segments that open it are counted too. */
export const openMetered = (options: MeteredOptions): Duplex => {
  const { url, ca, session, onSession, onBytes } = options;
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const socket = connectTcp({ host, port: Number(url.port) || (defaultPorts[url.protocol] ?? 0) });
  // Each command leaves by itself, and is not held back for the next.
  socket.setNoDelay(true);
  onBytes(3 * headerBytes);
  const counted = meter(socket, onBytes);
  if (url.protocol === "mqtt:") return counted;
  const settings: ConnectionOptions = {
    socket: counted,
    servername: /^[\d.:]+$/.test(host) ? "" : host,
    // A certificate for an address has no name to ask for; it is checked against the address all the same.
    host,
    ...(ca === undefined ? {} : { ca }),
    ...(session === undefined ? {} : { session }),
  };
  const secure = connectTls(settings);
  secure.on("session", onSession);
  return secure;
};
