import type { Clock } from "@datacityzen/hardware/wire/batch";
import type { RecordsFact } from "../../cloud/src/records/examine.ts";
import type { Heard } from "../../edge/src/listen.ts";

/** The processes of a machine, as its ports name them. */
export type Owner = "cloud" | "dashboards" | "gateway";

/** What the command is told of the machine by the program that knows all workspaces. */
export interface Machine {
  /** The repository's folder. */
  readonly root: string;
  readonly host: string;
  readonly dataDir: string;
  /** Of the records; undefined when these settings are wrong. */
  readonly records:
    | { readonly databaseUrl: string | undefined; readonly postgresBin: string | undefined }
    | undefined;
  readonly ports: readonly {
    readonly variable: string;
    readonly port: number;
    readonly owner: Owner;
  }[];
  /** Where the processes tell how they are. */
  readonly health: readonly { readonly owner: Owner; readonly url: string }[];
  /** As the edge process gets them: "sds011@/dev/ttyUSB0,pmsx003@replay". */
  readonly sensors: string;
  /** What the processes would refuse in their settings. */
  readonly wrongSettings: readonly string[];
}

export interface PackageFact {
  readonly name: string;
  readonly wanted: string;
  /** Absent: it is not installed. */
  readonly found?: string;
}

export type PortState =
  | { readonly kind: "free" }
  /** `command` and `pid` where the system lets us see who. */
  | { readonly kind: "used"; readonly command?: string; readonly pid?: number }
  | { readonly kind: "forbidden" }
  | { readonly kind: "no_address" };

export interface PortFact {
  readonly variable: string;
  readonly port: number;
  readonly owner: Owner;
  readonly state: PortState;
}

export type HealthFact =
  | { readonly owner: Owner; readonly kind: "ok" | "silent" }
  | { readonly owner: Owner; readonly kind: "degraded" | "strange"; readonly detail: string };

export interface SerialDevice {
  readonly path: string;
  /** The name that stays when another adapter is plugged in. */
  readonly byId?: string;
  readonly maker?: string;
  readonly allowed: boolean;
  /** The group that may open it. */
  readonly group?: string;
}

export interface WantedDevice {
  readonly model: string;
  readonly path: string;
  readonly exists: boolean;
  readonly allowed: boolean;
  readonly group?: string;
  /** The kernel writes its messages and a login there, as a Raspberry Pi does unless told not to. */
  readonly console: boolean;
  /** What was heard of the sensor; undefined where nobody listened. */
  readonly heard?: Heard;
  /** Where a sensor was looked for and none was found. */
  readonly unknown?: "silent" | "unreadable" | "busy";
}

export interface DiskFact {
  readonly folder: string;
  readonly freeBytes: number;
  /** Time to write a small file and have it on the disk; undefined with `fault`. */
  readonly syncMs?: number;
  /** The system's code: EACCES, EROFS, ENOSPC … */
  readonly fault?: string;
}

/** A sensor that stations of this machine have read. */
export interface WearFact {
  readonly sensor: string;
  readonly hours: number;
  readonly life: number;
}

export interface Facts {
  /** Of sensors whose maker gives them a life. */
  readonly wear: readonly WearFact[];
  readonly wrongSettings: readonly string[];
  readonly node: { readonly running: string; readonly pinned: string };
  /** Only those that are not as they should be, and how many there are in all. */
  readonly packages: { readonly count: number; readonly wrong: readonly PackageFact[] };
  readonly ports: readonly PortFact[];
  readonly health: readonly HealthFact[];
  readonly serial: {
    readonly devices: readonly SerialDevice[];
    readonly wanted: readonly WantedDevice[];
    /** Whether a sensor is replayed through a pseudo terminal. */
    readonly replays: boolean;
  };
  /** Why none can be made; undefined when it can. */
  readonly pseudoTerminalFault: string | undefined;
  readonly disk: DiskFact;
  readonly records: RecordsFact | undefined;
  readonly clock: {
    readonly now: number;
    readonly source: Clock;
    /** When the newest part of the program was installed: the present cannot be before. */
    readonly installedAt: number;
  };
}
