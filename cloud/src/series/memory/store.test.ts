import { describeSeriesStore } from "../store.contract.ts";
import { openMemorySeries } from "./store.ts";

describeSeriesStore("memory", async () => {
  const store = openMemorySeries();
  return {
    store: () => store,
    // What it left behind is what it holds.
    reopen: async () => undefined,
    remove: () => store.close(),
  };
});
