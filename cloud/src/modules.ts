import { airModule } from "./air/module.ts";
import { alertsModule } from "./alerts/module.ts";
import { apiProblems, type ProblemKind } from "./api/problems.ts";
import { atlasModule } from "./atlas/module.ts";
import { auditModule } from "./audit/module.ts";
import { backupModule } from "./backup/module.ts";
import { batchesModule } from "./batches/module.ts";
import { bulletinsModule } from "./bulletins/module.ts";
import { demonstrationModule } from "./demonstration/module.ts";
import { fleetAlertsModule } from "./fleet-alerts/module.ts";
import { hostingModule } from "./hosting/module.ts";
import { jobsModule } from "./jobs/module.ts";
import { mailModule } from "./mail/module.ts";
import { mapModule } from "./map/module.ts";
import { mediaModule } from "./media/module.ts";
import type { CloudModule } from "./module.ts";
import { operations } from "./operations/module.ts";
import { organisationsModule } from "./organisations/module.ts";
import { outboxModule } from "./outbox/module.ts";
import { peopleModule } from "./people/module.ts";
import { placesModule } from "./places/module.ts";
import { practicesModule } from "./practices/module.ts";
import { qualityModule } from "./quality/module.ts";
import { quantitiesModule } from "./quantities/module.ts";
import { quarantineModule } from "./quarantine/module.ts";
import { readingsModule } from "./readings/module.ts";
import { seriesModule } from "./series/module.ts";
import { stationConfigModule } from "./station-config/module.ts";
import { stationsModule } from "./stations/module.ts";
import { territoriesModule } from "./territories/module.ts";
import { thingsModule } from "./things/module.ts";

/** Every module of the cloud. A new one is a folder and a line here: docs/how-to/add-a-module.md. */
export const modules: readonly CloudModule[] = [
  stationsModule,
  seriesModule,
  quantitiesModule,
  quarantineModule,
  peopleModule,
  organisationsModule,
  operations,
  thingsModule,
  outboxModule,
  jobsModule,
  auditModule,
  backupModule,
  mailModule,
  territoriesModule,
  mediaModule,
  hostingModule,
  stationConfigModule,
  demonstrationModule,
  batchesModule,
  placesModule,
  readingsModule,
  qualityModule,
  airModule,
  mapModule,
  alertsModule,
  fleetAlertsModule,
  bulletinsModule,
  practicesModule,
  atlasModule,
];

/** The errors of the API and of every module, by code. */
export const problems: { readonly [code: string]: ProblemKind } = Object.assign(
  {},
  apiProblems,
  ...modules.map((module) => module.problems),
);
