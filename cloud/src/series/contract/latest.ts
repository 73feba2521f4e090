import { expect, test } from "vitest";
import { block, HOUR, keyOf, pm, type SubjectOfTest, T0 } from "./subject.ts";

/** The newest value of each series. */
export const describeLatest = (subject: SubjectOfTest): void => {
  const { append } = subject;

  test("the latest value is the newest instant's, whatever came last", async () => {
    await append(block("ab", [pm(T0 + 10, 2)], T0 + 11));
    await append(block("ab", [pm(T0, 1)], T0 + 50));
    await append(block("cd", [pm(T0 + 5, 3)]));
    const latest = new Map([
      ["ab", [{ ...keyOf("ab"), at: T0 + 10, received: T0 + 11, value: 2, flags: [] }]],
      ["cd", [{ ...keyOf("cd"), at: T0 + 5, received: T0, value: 3, flags: [] }]],
    ]);
    expect(await subject.store().latest(["ab", "nobody", "cd"])).toEqual(latest);
    await subject.reopen();
    expect(await subject.store().latest(["cd", "ab"])).toEqual(latest);
  });

  test("a value whose instant is doubted is as new as its arrival", async () => {
    const doubtful = (at: number, value: number) => ({
      ...pm(at, value),
      flags: ["clock_doubtful" as const],
    });
    const latest = async () =>
      (await subject.store().latest(["ab"])).get("ab")?.map(({ value }) => value);
    await append(block("ab", [doubtful(Date.UTC(2099, 0), 1)], T0));
    await append(block("ab", [pm(T0 + 10, 2)], T0 + 20));
    expect(await latest()).toEqual([2]);
    await append(block("ab", [doubtful(T0 - 21 * 24 * HOUR, 3)], T0 + 60));
    expect(await latest()).toEqual([3]);
    await subject.reopen();
    expect(await latest()).toEqual([3]);
    await append(block("ab", [pm(T0 + 70, 4)], T0 + 80));
    expect(await latest()).toEqual([4]);
  });

  test("a value that came while our own clock was ahead is not the latest for as long", async () => {
    const flags = ["clock_doubtful"] as const;
    const AHEAD = 40 * 365 * 86_400_000;
    await append(
      block("ab", [{ ...pm(T0, 1), flags: [...flags] }], T0 + AHEAD),
      block("ab", [pm(T0 + 60_000, 2)], T0 + 61_000),
    );
    const latest = async () => (await subject.store().latest(["ab"])).get("ab");
    expect(await latest()).toMatchObject([{ value: 2 }]);
    await subject.reopen();
    expect(await latest()).toMatchObject([{ value: 2 }]);
  });
};
