import type { Duplex } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { endAtLongPacket } from "@datacityzen/hardware/wire/packet-lengths";
import { encodePayload } from "@datacityzen/hardware/wire/payload";
import { connect, type IClientOptions } from "mqtt";
import type { Logger } from "pino";
import type { Intake } from "../intake.ts";
import { networkOf, readUplink, uplinkFilters } from "./network-uplink.ts";
import { batchOf, nameOfFrame, stationOf } from "./station-batch.ts";

export interface BridgeOptions {
  /** The broker of a network server: The Things Stack v3 or ChirpStack v4. */
  readonly url: string;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /** The gateway's name: the broker keeps what comes while the gateway is away, where it can. */
  readonly id: string;
  readonly intake: Pick<Intake, "keep">;
  readonly log: Logger;
  readonly reconnectMs?: number;
  /** After a disk that keeps nothing, until it is tried again. */
  readonly retryMs?: number;
}

export interface BridgeState {
  readonly connected: boolean;
  /** Since the program started: frames that became batches, those that came twice, those that were none of ours. */
  readonly frames: number;
  readonly repeats: number;
  readonly refused: number;
}

export interface Bridge {
  readonly state: () => BridgeState;
  readonly stop: () => Promise<void>;
}

/** The longest uplink has some 100 kB: of a server that begins a longer packet nothing more is read. */
const mostPacketBytes = 512 * 1024;
/** What nobody can read is counted, and told once within this time: a log is no place for a flood. */
const tellEveryMs = 60_000;
const mostTopic = 200;

/** Frames whose counters are remembered: a day of a hundred devices. */
const mostRemembered = 30_000;

/**
 * Brings LoRa frames that a network server heard into the outbox, as batches of stations. A frame is
 * acknowledged to the server when it is on disk; one that comes again, by its device, session, counter and content, is
 * left out. What is no frame of ours is passed on as it came: the cloud keeps it in quarantine and says so.
 */
export const openBridge = (options: BridgeOptions): Bridge => {
  const { url, user, password, id, intake, log, reconnectMs = 5000, retryMs = 1000 } = options;
  const stopping = new AbortController();
  const known = new Set<string>();
  const state = { connected: false, frames: 0, repeats: 0, refused: 0 };

  let toldAt = Number.NEGATIVE_INFINITY;
  const refuse = (facts: object, sentence: string): void => {
    state.refused += 1;
    const now = performance.now();
    if (now - toldAt < tellEveryMs) return;
    toldAt = now;
    log.warn({ ...facts, refused: state.refused }, sentence);
  };

  const remember = (name: string): void => {
    known.add(name);
    if (known.size > mostRemembered) known.delete(known.values().next().value ?? "");
  };

  /** Resolves when it is on disk, however long that takes: the server has it until then. */
  const keep = async (station: string, payload: Uint8Array): Promise<void> => {
    while (!stopping.signal.aborted) {
      const kept = await intake.keep({ station, kind: "readings" }, payload, `lora ${url}`);
      if (kept.ok) return;
      await delay(retryMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };

  const handle = async (topic: string, payload: Uint8Array): Promise<void> => {
    const network = networkOf(topic);
    if (network === undefined) return;
    const uplink = readUplink(network, payload);
    if (!uplink.ok) {
      if (uplink.reason === "malformed")
        refuse(
          { topic: topic.slice(0, mostTopic) },
          "what the network server sent is no uplink of it",
        );
      return;
    }
    const { device } = uplink.value;
    const name = nameOfFrame(uplink.value);
    if (known.has(name)) {
      state.repeats += 1;
      return;
    }
    const batch = batchOf(uplink.value);
    if (batch === undefined)
      refuse({ device, port: uplink.value.port }, "a frame of another format was heard");
    else state.frames += 1;
    await keep(
      stationOf(uplink.value),
      batch === undefined ? uplink.value.bytes : encodePayload(batch, "json"),
    );
    if (!stopping.signal.aborted) remember(name);
  };

  const settings: IClientOptions = {
    clientId: `dcz-bridge-${id}`,
    // The server keeps frames for a client that is away, where it does so at all: The Things Stack does not.
    clean: false,
    protocolVersion: 4,
    reconnectPeriod: reconnectMs,
    resubscribe: false,
    ...(user === undefined ? {} : { username: user }),
    ...(password === undefined ? {} : { password }),
  };
  const client = connect(url, settings);
  // mqtt.js acknowledges when this calls back.
  client.handleMessage = ({ topic, payload }, done) => {
    void handle(topic, Buffer.from(payload)).then(
      () => done(),
      (error: Error) => done(error),
    );
  };
  let watched: Duplex | undefined;
  const watch = (): void => {
    const { stream } = client;
    if (stream === watched) return;
    watched = stream;
    endAtLongPacket(stream, mostPacketBytes, () =>
      log.warn({ server: new URL(url).host }, "the network server began a packet of megabytes"),
    );
  };
  watch();
  client.on("reconnect", () => process.nextTick(watch));
  client.on("connect", () => {
    state.connected = true;
    log.info({ server: new URL(url).host }, "the bridge hears the network server");
    // Each alone: a server refuses the other network's topics, or gives nothing on them.
    for (const filter of uplinkFilters)
      client.subscribe(filter, { qos: 1 }, (error) => {
        if (error && client.connected) log.debug({ err: error, filter }, "refused by the server");
      });
  });
  client.on("close", () => {
    if (state.connected) log.warn({ server: new URL(url).host }, "the bridge lost the server");
    state.connected = false;
  });
  client.on("error", (error) => {
    log.debug({ err: error }, "the bridge cannot reach the server");
  });

  return {
    state: () => ({ ...state }),
    stop: async () => {
      stopping.abort();
      await new Promise<void>((resolve) => client.end(true, {}, () => resolve()));
    },
  };
};
