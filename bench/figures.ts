import type { PublishersFigures } from "./publishers.ts";

/** One candidate's figures. `seconds` ends when every message is durable (ours) or can be queried (the peer). */
export interface IngestFigures {
  readonly name: string;
  readonly messages: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMb: number;
  readonly latencyMs?: PublishersFigures["latencyMs"];
  readonly note: string;
}
