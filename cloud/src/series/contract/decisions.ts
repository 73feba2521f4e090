import { expect, test } from "vitest";
import { block, HOUR, keyOf, pm, type SubjectOfTest, T0 } from "./subject.ts";

/** What is decided about points afterwards. */
export const describeDecisions = (subject: SubjectOfTest): void => {
  const { append, selected, read, means } = subject;

  test("a flag can be taken from values that turned out to be right", async () => {
    const flags = ["humid", "clock_doubtful"] as const;
    await append(
      block(
        "ab",
        [T0, T0 + 10, T0 + 20].map((at) => ({ ...pm(at, 1), flags: [...flags] })),
      ),
    );
    const range = { from: T0 + 10, until: T0 + 20 };
    await subject.store().unflag(selected("ab", "pm2_5", range), "clock_doubtful");
    const shown = async () => (await read("ab"))[0]?.points.map((point) => point.flags);
    expect(await shown()).toEqual([flags, ["humid"], flags]);
    await subject.reopen();
    expect(await shown()).toEqual([flags, ["humid"], flags]);
  });

  test("a person's choice is applied on reading, and what was kept stays beside it", async () => {
    await append(block("ab", [pm(T0, 1), pm(T0 + 10, 2), pm(T0 + 20, 3)]));
    const decided = { ...keyOf("ab"), decided: T0 + 99, by: "administrator" };
    await subject.store().choose([
      { ...decided, at: T0, value: 100 },
      { ...decided, at: T0 + 10, value: null },
      { ...decided, at: T0 + 20, value: 5 },
    ]);
    await subject.store().choose([{ ...decided, decided: T0 + 100, at: T0 + 20, value: 7 }]);
    const look = async () => {
      const [series] = await read("ab");
      expect(series?.points).toEqual([
        { at: T0, received: T0, value: 100, first: 1, flags: [] },
        { at: T0 + 20, received: T0, value: 7, first: 3, flags: [] },
      ]);
      expect(await subject.store().count(selected("ab"))).toBe(2);
      expect(await means("ab", "pm2_5", { every: HOUR })).toEqual([[[T0, 53.5, 2]]]);
      const latest = await subject.store().latest(["ab"]);
      expect(latest.get("ab")).toMatchObject([{ value: 7, first: 3 }]);
      const kept = [1, 2, 3].map((value, index) => ({
        ...{ at: T0 + index * 10, received: T0, value, flags: [] },
      }));
      const [plain] = await subject.store().read(selected("ab"), { asKept: true });
      expect(plain?.points).toEqual(kept);
      for await (const [piece] of subject.store().stream(selected("ab"), { asKept: true }))
        expect(piece?.points).toEqual(kept);
    };
    await look();
    await subject.reopen();
    await look();
  });
};
