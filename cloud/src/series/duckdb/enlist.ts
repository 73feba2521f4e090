import type { Group, GroupCommit } from "../../duckdb/group-commit.ts";
import type { Settled } from "../../settled.ts";
import type { Appended, Block } from "../store.ts";
import type { DaySums } from "./day-sums.ts";
import type { HotPoints } from "./hot-points.ts";
import type { Keeping } from "./keeping.ts";
import type { Stores } from "./late-points.ts";
import { createLearnAhead, type LearnAhead } from "./learn-ahead.ts";
import type { Learning } from "./learning.ts";
import { createPointGroup, type PointGroup } from "./point-group.ts";
import { createLearnDays } from "./read-day-instants.ts";
import type { SeriesCatalogue } from "./series-catalogue.ts";

/** A message of a station that has no backlog. */
const FEW_READINGS = 60;

export interface EnlistOptions {
  readonly catalogue: SeriesCatalogue;
  readonly commits: GroupCommit;
  readonly learning: Learning;
  readonly hotPoints: HotPoints;
  readonly sums: Pick<DaySums, "noteBefore" | "note">;
  readonly stores: Stores;
  readonly keeping: Keeping;
}

/** Puts blocks into groups of the commit, once the days are known to which they come late. */
export const createEnlist = ({
  catalogue,
  commits,
  learning,
  hotPoints,
  sums,
  stores,
  keeping,
}: EnlistOptions): LearnAhead => {
  const { days } = stores;
  const learnDays = createLearnDays(days, catalogue);
  const byGroup = new WeakMap<Group, PointGroup>();
  let recent: PointGroup | undefined;
  const pointsOfGroup = (group: Group): PointGroup => {
    if (recent?.group === group) return recent;
    recent =
      byGroup.get(group) ??
      createPointGroup(group, catalogue, learning, hotPoints, sums, stores, learnDays);
    byGroup.set(group, recent);
    return recent;
  };

  /**
   * Where a block's points go. A few do not wait behind the thousands of others: they join the next group in
   * turn. Those of one station stay in their order, so that a repeat is compared with what came first.
   */
  const groupFor = ({ station, readings }: Block): Group => {
    if (readings.length > FEW_READINGS) return commits.open();
    return commits.openNext((group) => byGroup.get(group)?.has(station) === true);
  };

  const join = (block: Block, settled: Settled<Appended>): void => {
    // As now, whatever is dropped before it is committed: what was handed in before is waited for.
    const old = keeping.takesSince();
    if (old !== Number.NEGATIVE_INFINITY)
      for (const { at } of block.readings) {
        const refused = at < old ? keeping.refuseOld(at) : undefined;
        if (refused !== undefined) {
          settled(refused);
          return;
        }
      }
    pointsOfGroup(groupFor(block)).add(block, settled);
  };
  return createLearnAhead(days, catalogue, commits, learnDays, hotPoints, join);
};
