import { addressesBench } from "./addresses.ts";
import { alertsBench } from "./alerts.ts";
import { atlasBench } from "./atlas.ts";
import { chartBench } from "./chart.ts";
import { decodeBench } from "./decode.ts";
import { gatewayBench } from "./gateway.ts";
import { influxdbBench } from "./influxdb.ts";
import { ingestBench } from "./ingest.ts";
import { ingestProfileBench } from "./ingest-profile.ts";
import { ingestWaitsBench } from "./ingest-waits.ts";
import { lateBench } from "./late.ts";
import { latestBench } from "./latest.ts";
import { mapBench } from "./map.ts";
import { pagesBench } from "./pages.ts";
import { qualityBench } from "./quality.ts";
import { qualityRecomputeBench } from "./quality-recompute.ts";
import { readersBench } from "./readers.ts";
import { reconnectBench } from "./reconnect.ts";
import { restartBench } from "./restart.ts";
import { retentionBench } from "./retention.ts";
import { seriesBench } from "./series.ts";
import { seriesYearBench } from "./series-year.ts";
import { stationsBench } from "./stations.ts";

/** `npm run bench -- NAME`: each bench prints what it measured as a Markdown table. */
const benches = {
  addresses: addressesBench,
  alerts: alertsBench,
  atlas: atlasBench,
  chart: chartBench,
  decode: decodeBench,
  gateway: gatewayBench,
  influxdb: influxdbBench,
  ingest: ingestBench,
  "ingest-profile": ingestProfileBench,
  "ingest-waits": ingestWaitsBench,
  late: lateBench,
  latest: latestBench,
  map: mapBench,
  pages: pagesBench,
  quality: qualityBench,
  "quality-recompute": qualityRecomputeBench,
  readers: readersBench,
  reconnect: reconnectBench,
  restart: restartBench,
  retention: retentionBench,
  series: seriesBench,
  "series-year": seriesYearBench,
  stations: stationsBench,
} as const;

const name = process.argv[2] ?? "";
const bench = Object.entries(benches).find(([known]) => known === name)?.[1];
if (bench === undefined) {
  process.stderr.write(
    `npm run bench -- NAME, where NAME is one of: ${Object.keys(benches).join(", ")}\n`,
  );
  process.exit(2);
}
await bench();
