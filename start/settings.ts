import type { Environment, Settings } from "@datacityzen/hardware/settings/settings";
import { readConfig as readCloud } from "../cloud/src/config.ts";
import { readConfig as readDashboards } from "../dashboards/server/config.ts";
import { readConfig as readEdge } from "../edge/src/config.ts";
import { readConfig as readGateway } from "../gateway/src/config.ts";
import { readConfig as readDemonstration } from "./demonstration-config.ts";
import type { Name } from "./processes.ts";

const readers: { readonly [name in Name]: (environment: Environment) => Settings<unknown> } = {
  cloud: readCloud,
  dashboards: readDashboards,
  gateway: readGateway,
  edge: readEdge,
  demonstration: readDemonstration,
};

/**
 * What each process would refuse in its settings, each sentence once. Asked before any is started:
 * the last of them would otherwise refuse when the first have long been at work.
 */
export const wrongSettings = (environment: Environment, wanted: readonly Name[]): string[] => {
  const sentences = wanted.flatMap((name) => {
    const settings = readers[name](environment);
    return settings.ok ? [] : settings.sentences;
  });
  // Several processes read HOST, LOG_LEVEL and DATA_DIR: one sentence for each variable is enough.
  const said = new Map(sentences.map((sentence) => [sentence.split(" ")[0] ?? "", sentence]));
  return [...said.values()];
};
