import { readdirSync } from "node:fs";
import { join } from "node:path";
import { isProvenName } from "@datacityzen/hardware/device/secret";
import { formatTopic } from "@datacityzen/hardware/wire/topic";
import { connect } from "mqtt";
import type { Logger } from "pino";
import { openSpool } from "./spool.ts";
import { readMark } from "./spool-mark.ts";

export interface EarlierNamesOptions {
  readonly folder: string;
  /** The station's name of now. */
  readonly station: string;
  /** Of the gateway's broker. */
  readonly url: string;
  /** The certificate by which it is known over TLS, in PEM. */
  readonly ca?: string | undefined;
  readonly now: () => number;
  readonly log: Pick<Logger, "info" | "warn" | "error">;
  /** What is known of the names that this folder had before. */
  readonly identities?: readonly { readonly name: string; readonly secret: string }[];
}

export interface EarlierNames {
  stop(): Promise<void>;
}

/** The shape of a name that a station draws for itself. */
const drawn = { test: (name: string) => isProvenName(name) || /^station-[a-z2-9]{8}$/.test(name) };

const namesIn = (folder: string): string[] => {
  try {
    const found = readdirSync(folder).flatMap(
      (file) => /^spool-([a-z0-9-]{2,64})\.sqlite(?:\.mark)?$/.exec(file)?.[1] ?? [],
    );
    return [...new Set(found)];
  } catch {
    return [];
  }
};

/** Reads the spool of an earlier name; it is closed at once, so that nobody finds it in use. */
const readSpool = (path: string, { now, log }: EarlierNamesOptions, station: string) => {
  const opened = openSpool(path, now());
  if (!opened.ok) {
    log.warn({ station, detail: opened.detail }, "the spool of another name cannot be opened");
    return [];
  }
  if (opened.damage !== undefined)
    log.error({ station, ...opened.damage }, "The spool of an earlier name was damaged.");
  opened.spool.close();
  return opened.spool.left;
};

/**
 * Sends what waits in the folder under a name that this station drew before, under that name: a deleted or
 * changed `identity.json` gives a new name. The connection has a name of its own, so that it takes none
 * away. The spools of names that somebody chose belong to other stations of this folder: they are told.
 */
export const sendEarlierNames = (options: EarlierNamesOptions): EarlierNames => {
  const { folder, station, url, ca, log, now, identities = [] } = options;
  const stopping = new AbortController();

  const send = async (earlier: string, path: string): Promise<void> => {
    const left = readSpool(path, options, earlier);
    if (left.length === 0) return;
    log.warn(
      { station, earlier, batches: left.length },
      `Batches wait under the earlier name "${earlier}": they are sent under that name.`,
    );
    const secret = identities.find(({ name }) => name === earlier)?.secret;
    const client = connect(url, {
      clientId: `edge-${station}-for-${earlier}`,
      username: earlier,
      ...(secret === undefined ? {} : { password: secret }),
      ...(ca === undefined ? {} : { ca }),
      protocolVersion: 4,
      reconnectPeriod: 30_000,
    });
    const ended = new Promise<"stopped">((resolve) => {
      stopping.signal.addEventListener("abort", () => resolve("stopped"));
    });
    client.on("error", () => {});
    const topic = formatTopic({ station: earlier, kind: "readings" });
    const delivered: (typeof left)[number][] = [];
    for (const message of left) {
      const sent = client
        .publishAsync(topic, Buffer.from(message.payload), { qos: 1 })
        .then(() => "sent" as const)
        .catch(() => "stopped" as const);
      if ((await Promise.race([sent, ended])) === "stopped") break;
      delivered.push(message);
    }
    client.end(true);
    const again = openSpool(path, now());
    if (!again.ok) return;
    again.spool.write({ add: [], remove: delivered });
    again.spool.close();
    log.info({ earlier, batches: delivered.length }, "sent under the earlier name");
  };

  const others = namesIn(folder).filter((name) => name !== station);
  const run = async (): Promise<void> => {
    for (const other of others) {
      const path = join(folder, `spool-${other}.sqlite`);
      if (drawn.test(station) && drawn.test(other)) {
        await send(other, path).catch((error: unknown) =>
          log.error(
            { err: error, earlier: other },
            "what waits under an earlier name stays on disk",
          ),
        );
        if (stopping.signal.aborted) return;
        continue;
      }
      const waiting = readMark(path)?.waiting ?? 0;
      if (waiting > 0)
        log.warn(
          { station, other, batches: waiting },
          `Batches wait in ${path} for the station "${other}": unless it still runs, start it once with STATION_ID=${other} to send them.`,
        );
    }
  };
  const ran = run();
  return {
    async stop() {
      stopping.abort();
      await ran;
    },
  };
};
