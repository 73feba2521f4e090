import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createGroupCommit } from "../../duckdb/group-commit.ts";
import { openDatabase } from "../../duckdb/open.ts";
import { describeSeriesStore } from "../store.contract.ts";
import { openDuckdbSeries } from "./store.ts";

const openIn = async (directory: string) => {
  const database = await openDatabase(join(directory, "series.duckdb"));
  const commits = createGroupCommit(database.writer, {
    onFault: (error) => {
      throw error;
    },
    onRecovery: () => undefined,
  });
  const store = await openDuckdbSeries(database, commits);
  return {
    store,
    async close() {
      await store.close();
      await database.close();
    },
  };
};

describeSeriesStore("DuckDB, embedded", async () => {
  const directory = await mkdtemp(join(tmpdir(), "dcz-series-"));
  let opened = await openIn(directory);
  return {
    store: () => opened.store,
    async reopen() {
      await opened.close();
      opened = await openIn(directory);
    },
    async remove() {
      await opened.close();
      await rm(directory, { recursive: true });
    },
  };
});
