import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, onTestFinished, test } from "vitest";
import { appendRows } from "./append.ts";

const collectGarbage = async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  // Finalizers run in turns of their own.
  for (let turn = 0; turn < 5; turn++) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
};

test("an append that fails leaves no row behind, not even later", async () => {
  const instance = await DuckDBInstance.create(":memory:");
  onTestFinished(() => instance.closeSync());
  const connection = await instance.connect();
  await connection.run("CREATE TABLE entry (number INTEGER)");
  const append = () =>
    appendRows(connection, "entry", (appender) => {
      for (let number = 0; number < 10; number++) {
        appender.appendInteger(number);
        appender.endRow();
      }
      throw new Error("no memory left");
    });
  await connection.run("BEGIN");
  await expect(append()).rejects.toThrow("no memory left");
  await connection.run("ROLLBACK");
  await collectGarbage();
  const rows = await connection.runAndReadAll("SELECT count(*)::INTEGER FROM entry");
  expect(rows.getRows()).toEqual([[0]]);
});
