import { countUnfinishedBytes } from "./unfinished-bytes.ts";

/** A connection as the guard needs it: a socket of any runtime. */
export interface Connection {
  on(event: "data", listener: (chunk: Uint8Array) => void): unknown;
  on(event: "close", listener: () => void): unknown;
}

/** Follows the packets of one MQTT stream by their fixed headers (MQTT 3.1.1, 2.2), and keeps none of them. */
export interface PacketMeter {
  /** The next bytes of the stream, however it was cut. */
  push(chunk: Uint8Array): void;
  /** Length that the packet under way announces, without its fixed header; 0 between two packets. */
  announced(): number;
  /** Bytes of the packet under way that have come. */
  arrived(): number;
}

/** `onPacket`: the type of each packet that begins (MQTT 3.1.1, 2.2.1). */
export const createPacketMeter = (onPacket: (type: number) => void = () => {}): PacketMeter => {
  /** `length`: bytes of the remaining length are read. */
  let state: "type" | "length" | "body" | "malformed" = "type";
  let announced = 0;
  let factor = 1;
  let arrived = 0;

  const begin = () => {
    state = "type";
    announced = 0;
    factor = 1;
    arrived = 0;
  };

  const readLength = (byte: number): void => {
    announced += (byte & 0x7f) * factor;
    factor *= 128;
    arrived += 1;
    if (byte < 0x80 && announced === 0) begin();
    else if (byte < 0x80) {
      state = "body";
      arrived = 0;
    } else if (factor > 128 ** 3) state = "malformed";
  };

  return {
    push(chunk) {
      let index = 0;
      while (index < chunk.length) {
        switch (state) {
          case "type":
            onPacket((chunk[index] ?? 0) >> 4);
            state = "length";
            index += 1;
            break;
          case "length":
            readLength(chunk[index] ?? 0);
            index += 1;
            break;
          case "body": {
            const taken = Math.min(announced - arrived, chunk.length - index);
            arrived += taken;
            index += taken;
            if (arrived === announced) begin();
            break;
          }
          case "malformed":
            // The broker's own parser ends the connection.
            return;
          default:
            state satisfies never;
        }
      }
    },
    announced: () => (state === "body" ? announced : 0),
    arrived: () => (state === "body" ? arrived : 0),
  };
};

export interface OversizeLimits {
  /** Longest packet, without its fixed header. */
  readonly packet: number;
  /** Bytes of unfinished packets that all connections together may hold. */
  readonly unfinished: number;
}

export interface OversizeGuard<C> {
  readonly watch: (connection: C) => void;
  /** Bytes of packets that have begun and not ended, over all connections. */
  readonly unfinished: () => number;
}

/**
 * MQTT lets a packet announce 256 MB, and a broker's parser keeps what has come of it in memory.
 * Calls `onOversize` for a connection as soon as it announces more than a packet may have; and, when
 * all unfinished packets together are more than they may be, for the one that holds most. The caller
 * closes it.
 */
export const guardAgainstOversize = <C extends Connection>(
  limits: OversizeLimits,
  onOversize: (connection: C) => void,
  /** For each connection: told the type of each packet that begins; false when there are too many. */
  judging: () => (type: number) => boolean = () => () => true,
  onTooMany: (connection: C) => void = onOversize,
): OversizeGuard<C> => {
  const meters = new Map<C, PacketMeter>();
  const unfinished = countUnfinishedBytes<C>(limits.unfinished, (connection) =>
    disconnect(connection),
  );

  const forget = (connection: C): void => {
    meters.delete(connection);
    unfinished.set(connection, 0);
  };

  const disconnect = (connection: C): void => {
    forget(connection);
    onOversize(connection);
  };

  return {
    watch(connection) {
      const judge = judging();
      let isTooMany = false;
      const meter = createPacketMeter((type) => {
        isTooMany ||= !judge(type);
      });
      meters.set(connection, meter);
      connection.on("data", (chunk) => {
        if (meters.get(connection) !== meter) return;
        meter.push(chunk);
        if (isTooMany) {
          forget(connection);
          onTooMany(connection);
        } else if (meter.announced() > limits.packet) disconnect(connection);
        else unfinished.set(connection, meter.arrived());
      });
      connection.on("close", () => forget(connection));
    },
    unfinished: unfinished.total,
  };
};
