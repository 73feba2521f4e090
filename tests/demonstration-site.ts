import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { portVariables } from "../start/processes.ts";
import { removeFolder } from "./folders.ts";
import { freePort, root } from "./processes.ts";

/** The platform as `npm start` shows it, with its invented territory. */
export interface DemonstrationSite {
  readonly address: string;
  /** Ends its processes and removes their data. */
  end(): Promise<void>;
}

/** The one whose week a page tells most of. */
export const DEMONSTRATION_STATION = "demo-ecole-jules-ferry";

/** Whether the station's week has come in and its air can be judged. */
const isTold = async (site: string): Promise<boolean> => {
  const answer = await fetch(`${site}/api/v1/air/stations?ids=${DEMONSTRATION_STATION}`).catch(
    () => undefined,
  );
  if (answer?.ok !== true) return false;
  const { stations } = (await answer.json()) as {
    stations: { air: { level: number | null }; quantities: object[] }[];
  };
  return stations[0]?.air.level !== null && (stations[0]?.quantities.length ?? 0) > 2;
};

/** Starts it on ports and in a folder of its own, and waits until its week can be looked at. */
export const startDemonstration = async (): Promise<DemonstrationSite> => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-demonstration-"));
  const ports = Object.fromEntries(
    await Promise.all(portVariables.map(async (name) => [name, String(await freePort())] as const)),
  );
  const address = `http://127.0.0.1:${ports.HTTP_PORT}`;
  const all = spawn(process.execPath, [join(root, "dcz.ts"), "start"], {
    env: { ...process.env, ...ports, DATA_DIR: folder, DEMO: "auto" },
    stdio: ["ignore", "ignore", "inherit"],
  });
  while (!(await isTold(address))) {
    if (all.exitCode !== null) throw new Error(`npm start ended with ${all.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  return {
    address,
    async end() {
      if (all.exitCode === null) {
        all.kill("SIGTERM");
        await once(all, "exit");
      }
      await removeFolder(folder);
    },
  };
};
