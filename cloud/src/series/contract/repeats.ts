import type { Flag } from "@datacityzen/hardware/flags";
import { expect, test } from "vitest";
import { promised } from "../../settled.ts";
import type { Appended, Block } from "../store.ts";
import { block, keyOf, pm, type SubjectOfTest, T0 } from "./subject.ts";

/** A point that comes again: equal, with other flags, with another value. */
export const describeRepeats = (subject: SubjectOfTest): void => {
  const { append, read } = subject;

  test("an equal repeat changes nothing, in one block, in one group or later", async () => {
    const appended = [
      ...(await append(block("ab", [pm(T0, 1), pm(T0, 1)]), block("ab", [pm(T0, 1)]))),
      ...(await append(block("ab", [pm(T0 + 10, 2)]))),
      ...(await append(block("ab", [pm(T0, 1), pm(T0 - 10, 0)]), block("ab", [pm(T0 - 10, 0)]))),
    ];
    await subject.reopen();
    appended.push(...(await append(block("ab", [pm(T0 - 10, 0), pm(T0, 1), pm(T0 + 10, 2)]))));
    expect(appended.flatMap(({ conflicts }) => conflicts)).toEqual([]);
    const [series] = await read("ab");
    expect(series?.points.map(({ at, value }) => [at - T0, value])).toEqual([
      [-10, 0],
      [0, 1],
      [10, 2],
    ]);
  });

  test("a block that is enlisted is kept as one that is appended", async () => {
    await append(block("ab", [pm(T0, 1)]));
    const enlist = (...readings: Block["readings"]) =>
      promised<Appended>((settled) => subject.store().enlist(block("ab", readings), settled));
    const { reportsConflicts } = subject.store().traits;
    const [repeat, later] = await Promise.all([enlist(pm(T0, 1)), enlist(pm(T0 + 10, 2))]);
    expect([repeat.conflicts, later.conflicts]).toEqual([[], []]);
    expect((await enlist(pm(T0 + 10, 3))).conflicts).toHaveLength(reportsConflicts ? 1 : 0);
    await subject.reopen();
    const [series] = await read("ab");
    expect(series?.points.map(({ at }) => at - T0)).toEqual([0, 10]);
  });

  test("an equal value with other flags is no conflict: what either says of the value is kept", async () => {
    const flagged = (at: number, ...flags: Flag[]) => ({ ...pm(at, 1), flags });
    const appended = await append(
      block("ab", [pm(T0, 1), flagged(T0 + 10, "humid")]),
      block("ab", [flagged(T0, "humid"), flagged(T0 + 10, "out_of_range")]),
      block("ab", [flagged(T0 - 10, "warming_up")]),
      block("ab", [flagged(T0 - 10, "humid")]),
    );
    const flagsOfAll = async () => (await read("ab"))[0]?.points.map(({ flags }) => flags);
    expect(await flagsOfAll()).toEqual([
      ["warming_up", "humid"],
      ["humid"],
      ["out_of_range", "humid"],
    ]);
    await subject.reopen();
    // How late a repeat comes says nothing of its instant.
    appended.push(
      ...(await append(
        block("ab", [
          flagged(T0, "out_of_range", "clock_doubtful"),
          pm(T0 + 10, 1),
          flagged(T0 + 10, "warming_up"),
          flagged(T0 + 10, "humid"),
        ]),
      )),
    );
    const united = [
      ["warming_up", "humid"],
      ["out_of_range", "humid"],
      ["warming_up", "out_of_range", "humid"],
    ];
    const latest = async () =>
      (await subject.store().latest(["ab"])).get("ab")?.map(({ flags }) => flags);
    expect(await flagsOfAll()).toEqual(united);
    expect(await latest()).toEqual(united.slice(-1));
    await subject.reopen();
    expect(await flagsOfAll()).toEqual(united);
    expect(await latest()).toEqual(united.slice(-1));
    expect(appended.flatMap(({ conflicts }) => conflicts)).toEqual([]);
  });

  test("another value for a point that exists is settled as the store's trait says, and reported where it can be seen", async () => {
    const { traits } = subject.store();
    const appended = await append(
      block("ab", [pm(T0, 1), pm(T0, 4)]),
      block("ab", [pm(T0, 5)]),
      block("ab", [pm(T0 - 10, 6)]),
      block("ab", [pm(T0 - 10, 7)]),
    );
    appended.push(...(await append(block("ab", [pm(T0, 8), pm(T0 + 10, 9)]))));
    await subject.reopen();
    appended.push(...(await append(block("ab", [pm(T0 - 10, 10)]))));
    const wins = traits.conflict === "first_wins";
    const [series] = await read("ab");
    expect(series?.points.map(({ at, value }) => [at - T0, value])).toEqual([
      [-10, wins ? 6 : 10],
      [0, wins ? 1 : 8],
      [10, 9],
    ]);
    if (!traits.reportsConflicts) return;
    const conflict = (at: number, kept: number, offered: number) => ({
      ...keyOf("ab"),
      ...{ at, kept, offered },
    });
    expect(appended.map(({ conflicts }) => conflicts)).toEqual([
      [conflict(T0, 1, 4)],
      [conflict(T0, 1, 5)],
      [],
      [conflict(T0 - 10, 6, 7)],
      [conflict(T0, 1, 8)],
      [conflict(T0 - 10, 6, 10)],
    ]);
  });
};
