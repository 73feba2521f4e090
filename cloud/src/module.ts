import type { NameConflict } from "@datacityzen/hardware/broker/name-conflicts";
import type { Logger } from "pino";
import type { Registry } from "prom-client";
import type { Api } from "./api/api.ts";
import type { ProblemKind } from "./api/problems.ts";
import type { Audit } from "./audit/audit.ts";
import type { Demonstration } from "./demonstration/shown.ts";
import type { Damage } from "./duckdb/repair.ts";
import type { StoreFiles } from "./duckdb/snapshot.ts";
import type { EventBus } from "./events/bus.ts";
import type { KnownDevices } from "./hosting/devices.ts";
import type { Ingest } from "./ingest/ingest.ts";
import type { Jobs } from "./jobs/jobs.ts";
import type { Mail } from "./mail/mail.ts";
import type { MediaDoor } from "./media/media.ts";
import type { Outbox } from "./outbox/outbox.ts";
import type { People } from "./people/people.ts";
import type { PersonalDataOfModule, PersonalDataParts } from "./people/personal-data.ts";
import type { KnownStations } from "./places/known-stations.ts";
import type { Calibrations } from "./quality/calibrations/calibrations.ts";
import type { ListedSource } from "./quality/forecasts/source-list.ts";
import type { Quarantine } from "./quarantine/store.ts";
import type { Table } from "./records/database.ts";
import type { Records } from "./records/records.ts";
import type { Requests } from "./requests/requests.ts";
import type { DayFiles } from "./series/day-files.ts";
import type { SeriesStore } from "./series/store.ts";
import type { StationConfigs } from "./station-config/configs.ts";
import type { StationDirectory } from "./stations/directory.ts";
import type { Territories } from "./territories/territories.ts";

/** What a module is given. It reaches nothing else of the cloud. */
export interface ModuleContext {
  /** Its own part of the API: hooks and decorators that it adds stay its own. */
  readonly api: Api;
  readonly events: EventBus;
  readonly series: SeriesStore;
  /** Days that are over as files for anybody; undefined where another program keeps the series. */
  readonly dayFiles: DayFiles | undefined;
  /** Without those of the waiting room. */
  readonly stations: StationDirectory;
  /** Who sees which station, and where it is for everybody: every door that gives anything of one asks. */
  readonly knownStations: KnownStations;
  /** What hosts have set of their stations from afar. */
  readonly stationConfigs: StationConfigs;
  /** Which calibrations of sensors are in force. */
  readonly calibrations: Calibrations;
  /** Stations and gateways as the broker knows them: names, credentials, states. */
  readonly devices: KnownDevices;
  readonly quarantine: Quarantine;
  readonly ingest: Ingest;
  /** People, places, all that is no measurement. A use while they are down is answered with 503. */
  readonly records: Records;
  /** Accounts: who asks, and what is kept about them. */
  readonly people: People;
  /** Who changed what, written in the transaction of the change. */
  readonly audit: Audit;
  /** What leaves for somebody outside: mail, push messages, webhooks. */
  readonly outbox: Outbox;
  /** Mails in French or English, through the outbox. */
  readonly mail: Mail;
  /** Long work with progress. */
  readonly jobs: Jobs;
  /** What a backup is made of, beside the records. */
  readonly backup: {
    readonly dataDir: string;
    readonly snapshot: (read: (files: StoreFiles) => Promise<void>) => Promise<void>;
  };
  /** Pictures that people upload: attach one to a thing, remove those of somebody. */
  readonly media: MediaDoor;
  /** The only way to call an address that somebody gave. */
  readonly requests: Requests;
  /** Whose forecasts are fetched; by default nobody's. */
  readonly forecastSources: readonly ListedSource[];
  /** Whether there is a program that sends SMS. */
  readonly sendsSms: boolean;
  /** Where people reach the platform. */
  readonly publicUrl: string;
  /** Which territory lies in which, answered at once. */
  readonly territories: Territories;
  /** The folder of the cloud's data: a module keeps files of its own in one below it, named like itself. */
  readonly folder: string;
  /** Whether invented data may be shown until there are real ones. */
  readonly demonstration: boolean;
  /** Which stations are invented, and whether they are among the others. */
  readonly demonstrating: Demonstration;
  readonly now: () => number;
  /** Milliseconds that the process has run: no time server sets it, and it stands still while the machine sleeps. */
  readonly elapsed: () => number;
  readonly log: Logger;
  readonly version: string;
  /** The version of each program that stations should run. */
  readonly currentSoftware: ReadonlyMap<string, string>;
  /** Figures for operators; those that a module adds are named `dcz_cloud_…`, and docs/metrics.md lists them. */
  readonly figures: Registry;
  /** Why the store does not commit, or undefined. */
  readonly storeFault: () => string | undefined;
  /** What was found damaged or missing when the store was opened, now and earlier; the oldest first. */
  readonly storeDamages: readonly Damage[];
  /** MQTT clients that are connected. */
  readonly mqttClients: () => number;
  /** Two devices that connect with one station's name and push each other out, while they do. */
  readonly nameConflict: (station: string) => NameConflict | undefined;
}

/** One subject of the cloud, in one folder: docs/how-to/add-a-module.md. */
export interface CloudModule {
  readonly name: string;
  /** The errors that its routes give, beside those of the API. */
  readonly problems: { readonly [code: string]: ProblemKind };
  /** Its tables among the records: `tables: { box }`, from its tables.ts. */
  readonly tables: { readonly [name: string]: Table };
  /** What it keeps about people: for their own archive, for an erasure, and for a restore after one. */
  readonly personalData?: (parts: PersonalDataParts) => PersonalDataOfModule;
  /** Adds its routes and subscribes to events. */
  open(context: ModuleContext): void | Promise<void>;
}
