import fc from "fast-check";
import { expect, test } from "vitest";
import { isWorthShowing, parseLog, writeLog } from "./log.ts";

const line = (fields: object) =>
  JSON.stringify({
    level: 40,
    time: 1_790_000_000_000,
    name: "edge",
    pid: 1,
    hostname: "h",
    ...fields,
  });

test("a line of pino becomes one line for people", () => {
  const log = parseLog(line({ station: "workshop", reason: "check sum", msg: "frame rejected" }));
  expect(log).toMatchObject({ level: "warn", time: 1_790_000_000_000 });
  expect(log && writeLog(log)).toBe('frame rejected  station=workshop reason="check sum"');
});

test("an error's message stands in the line, its stack does not", () => {
  const log = parseLog(line({ err: { message: "no route", stack: "at x" }, msg: "page failed" }));
  expect(log && writeLog(log)).toBe("page failed  no route");
});

test("warnings and worse are shown, the rest is not", () => {
  const shown = [10, 20, 30, 40, 50, 60, "info", "warn"].map((level) => {
    const log = parseLog(line({ level, msg: "" }));
    return log && isWorthShowing(log);
  });
  expect(shown).toEqual([false, false, false, true, true, true, false, true]);
});

test("other text is no log, whatever it is", () => {
  for (const text of ["", "{", "{}", '{"level":"loud"}', "Error: at x", "[1]"])
    expect(parseLog(text)).toBeUndefined();
  fc.assert(
    fc.property(fc.json(), (text) => {
      const log = parseLog(text);
      if (log !== undefined) writeLog(log);
    }),
  );
});
