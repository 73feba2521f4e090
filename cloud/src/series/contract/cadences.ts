import { expect, test } from "vitest";
import { block, HOUR, pm, type SubjectOfTest, T0 } from "./subject.ts";

/** Cadences that the points show. */
export const describeCadences = (subject: SubjectOfTest): void => {
  const { append, selected } = subject;

  test("the cadence that the points show is found, and a lost point is no other cadence", async () => {
    const minutes = Array.from({ length: 60 }, (_, index) => T0 - HOUR + index * 60_000);
    const tens = Array.from({ length: 360 }, (_, index) => T0 + index * 10_000);
    const lossy = tens.filter((_, index) => index % 7 !== 3);
    await append(
      block(
        "ab",
        [...minutes, ...lossy].map((at) => pm(at, 1)),
      ),
      block(
        "cd",
        minutes.filter((_, index) => index % 2 === 0).map((at) => pm(at, 1)),
      ),
      block("ef", [pm(T0, 1), pm(T0 + 1234, 2), pm(T0 + 9999, 3)]),
    );
    const found = await subject.store().observedCadences({
      ...selected("ab"),
      stations: ["ab", "cd", "ef"],
      announced: [10_000, 60_000],
    });
    const shown = found.map(({ station, points }) => [
      station,
      points.map(({ every }) => every).filter((every, index, all) => every !== all[index - 1]),
    ]);
    expect(shown).toEqual([
      ["ab", [60_000, 10_000]],
      ["cd", [120_000]],
    ]);
    expect(found[0]?.points[0]).toEqual({ since: T0 - HOUR, until: T0, every: 60_000 });
  });
};
