import { collectDefaultMetrics, Gauge, type Registry } from "prom-client";
import { lastBackup } from "../backup/last-backup.ts";
import { readDiskRoom } from "./disk.ts";
import { gauge } from "./gauge.ts";

export interface ProcessSources {
  readonly version: string;
  readonly dataDir: string;
  /** When the certificate ends, in UTC ms; absent without one. */
  readonly certificateUntil: (() => number) | undefined;
  /** Questions to the series' store that wait for their turn. */
  readonly queriesWaiting: () => number;
  /** Days that are over and not sealed yet; absent where another program keeps the series. */
  readonly daysToSeal: () => number | undefined;
}

/** What is of the process and its machine rather than of a module. */
export const processFigures = (
  figures: Registry,
  { version, dataDir, certificateUntil, queriesWaiting, daysToSeal }: ProcessSources,
): void => {
  collectDefaultMetrics({ register: figures });
  new Gauge({
    name: "dcz_cloud_build_info",
    help: "1, with the version of the program",
    labelNames: ["version"],
    registers: [figures],
  }).set({ version }, 1);
  gauge(
    figures,
    "dcz_cloud_disk_free_bytes",
    "Room that is left on the disk of DATA_DIR",
    async () => (await readDiskRoom(dataDir))?.freeBytes,
  );
  gauge(
    figures,
    "dcz_cloud_disk_size_bytes",
    "Size of the disk of DATA_DIR",
    async () => (await readDiskRoom(dataDir))?.sizeBytes,
  );
  gauge(
    figures,
    "dcz_cloud_backup_timestamp_seconds",
    "When dcz backup last wrote a backup of these data and read it through; 0: never",
    async () => ((await lastBackup(dataDir)) ?? 0) / 1000,
  );
  gauge(
    figures,
    "dcz_cloud_certificate_expiry_timestamp_seconds",
    "When the certificate in use ends; absent without TLS_CERT_FILE",
    () => certificateUntil && certificateUntil() / 1000,
  );
  gauge(
    figures,
    "dcz_cloud_store_queries_waiting",
    "Questions to the series' store that wait for their turn",
    queriesWaiting,
  );
  gauge(
    figures,
    "dcz_cloud_store_unsealed",
    "Days that wait to be sealed, as of the last look",
    daysToSeal,
  );
};
