import { openCloudUnderTest } from "../cloud/src/cloud.fixture.ts";
import { createFigures } from "../dashboards/server/figures.ts";
import { createCounters } from "../gateway/src/counters.ts";
import { createMetrics } from "../gateway/src/local-page/metrics.ts";

/** A figure as its process declares it. */
export interface Figure {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly labels: readonly string[];
}

export type FiguresOf = {
  readonly [process in "cloud" | "dashboards" | "gateway"]: readonly Figure[];
};

/** A registry of prom-client, as far as it tells what it has. */
interface Declared {
  getMetricsAsArray(): readonly object[];
}

const declaredIn = (registry: Declared): readonly Figure[] =>
  registry.getMetricsAsArray().map((metric) => {
    const { name, help, type, labelNames } = metric as Omit<Figure, "labels"> & {
      readonly labelNames: readonly string[];
    };
    return { name, help, type: String(type), labels: labelNames };
  });

const nothing = () => {
  throw new Error("nobody asks this gateway for its figures");
};

/** What each process declares when it starts: a cloud is started for it, in a folder that is removed. */
export const figuresOfProcesses = async (): Promise<FiguresOf> => {
  const subject = await openCloudUnderTest();
  try {
    return {
      cloud: declaredIn(subject.cloud().figures),
      dashboards: declaredIn(createFigures("1").registry),
      gateway: declaredIn(createMetrics(nothing, createCounters(), nothing, "1")),
    };
  } finally {
    await subject.remove();
  }
};

/** Names that prom-client gives to what it counts of the process and of Node, the same everywhere. */
export const isOfNode = ({ name }: Figure): boolean => /^(process|nodejs)_/.test(name);
