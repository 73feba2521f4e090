import type { Waiting } from "../outbox/outbox.ts";
import type { DiskTrouble } from "../store/group-commit.ts";
import type { LatestOfStation } from "../store/latest.ts";
import type { LinkState } from "../uplinks/uplink.ts";

/** Everything that the gateway shows of itself, at one instant (UTC ms). */
export interface View {
  readonly now: number;
  readonly gateway: string;
  /** Where the cloud is: host and port. */
  readonly cloud: string;
  readonly link: LinkState;
  readonly waiting: Waiting;
  readonly disk: { readonly freeBytes: number; readonly trouble: DiskTrouble | undefined };
  /** A database that could not be read and was moved aside when the gateway started. */
  readonly setAside: string | undefined;
  readonly stations: readonly LatestOfStation[];
}
