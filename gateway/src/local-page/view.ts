import type { OpenedIdentity } from "@datacityzen/hardware/board-identity";
import type { NameConflict } from "@datacityzen/hardware/broker/name-conflicts";
import type { Label } from "@datacityzen/hardware/device/label";
import type { FailedUpdate } from "@datacityzen/hardware/wire/status";
import type { BridgeState } from "../bridge/bridge.ts";
import type { NodeRedState } from "../node-red/node-red.ts";
import type { Misdirected } from "../notices.ts";
import type { GivenUp, Waiting } from "../outbox/outbox.ts";
import type { Damage } from "../store/database.ts";
import type { DiskTrouble } from "../store/group-commit.ts";
import type { LatestOfStation } from "../store/latest.ts";
import type { Trend } from "../store/quarters.ts";
import type { Written } from "../store/written.ts";
import type { Unreadable } from "../unreadable.ts";
import type { UplinkName } from "../uplinks/failover.ts";
import type { LinkAirtime, LinkBudget, LinkState } from "../uplinks/uplink.ts";
import type { StationReport } from "./reports.ts";

/** Everything that the gateway shows of itself, at one instant (UTC ms). */
export interface View {
  readonly now: number;
  readonly gateway: string;
  /** Where the cloud is: host and port. */
  readonly cloud: string;
  readonly link: LinkState;
  /** Of a link that is paid by the byte. */
  readonly budget?: LinkBudget | undefined;
  /** Of a LoRa link. */
  readonly airtime?: LinkAirtime | undefined;
  /** Which of several links carries now. */
  readonly inUse?: UplinkName | undefined;
  /** Of the bridge to a LoRaWAN network server, where there is one. */
  readonly bridge?: BridgeState | undefined;
  /** Of Node-RED, where it runs beside the gateway. */
  readonly flows?: NodeRedState | undefined;
  /** The last version that was tried, when it was not kept. */
  readonly failedUpdate?: FailedUpdate | undefined;
  readonly waiting: Waiting;
  readonly disk: {
    readonly freeBytes: number;
    readonly trouble: DiskTrouble | undefined;
    /** Since the start; undefined where the system does not count it. */
    readonly written?: Written | undefined;
  };
  /** What the file with the waiting messages lost when the gateway started, if anything. */
  readonly damage: Damage | undefined;
  /** Messages that were given up on a full disk, or that the disk changed. */
  readonly givenUp: GivenUp;
  /** Why the gateway has another name than before. */
  readonly changedName: OpenedIdentity["changed"] | undefined;
  readonly nameConflicts: readonly NameConflict[];
  readonly misdirected: readonly Misdirected[];
  /** Names of stations that found no place among those that the gateway knows. */
  readonly turnedAway: number;
  /** Stations that sent what nobody can read in the last 24 hours. */
  readonly unreadable: ReturnType<Unreadable["all"]>;
  readonly stations: readonly LatestOfStation[];
  /** The last day of what they measure. */
  readonly trends: readonly Trend[];
  /** Code and word of each box that proves its name here: whoever reads them may claim it, once. */
  readonly labels: readonly { readonly station: string; readonly label: Label }[];
  /** Every station that spoke, in order of names. */
  readonly reports: readonly StationReport[];
}
