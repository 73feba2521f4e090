import type { ModuleContext } from "../module.ts";
import { recordsGauge } from "../operations/records-gauge.ts";
import { countByState, oldestWaiting } from "./queries.ts";

/** Whether what leaves for somebody outside leaves. */
export const outboxFigures = ({
  figures,
  records,
  now,
}: Pick<ModuleContext, "figures" | "records" | "now">): void => {
  recordsGauge({
    figures,
    records,
    name: "dcz_cloud_outbox_messages",
    help: "Mails and other messages of the last thirty days, by the way they go and what became of them",
    labelNames: ["kind", "state"],
    read: async () =>
      (await countByState(records.db)).map(({ kind, state, count }) => ({
        labels: { kind, state },
        value: count,
      })),
  });
  recordsGauge({
    figures,
    records,
    name: "dcz_cloud_outbox_oldest_seconds",
    help: "Age of the oldest message that waits to leave; none while nothing waits",
    labelNames: ["kind"],
    read: async () =>
      (await oldestWaiting(records.db)).map(({ kind, created }) => ({
        labels: { kind },
        value: Math.max(0, (now() - created.getTime()) / 1000),
      })),
  });
};
