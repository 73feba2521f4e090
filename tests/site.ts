import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Devices } from "../cloud/src/hosting/device-file.ts";
import { freshDatabase } from "../cloud/src/records/records.fixture.ts";
import { removeFolder } from "./folders.ts";
import { freePort, type Running, startProcess } from "./processes.ts";

/** A cloud and its pages, seen from outside. */
export interface Site {
  /** Its data folder. */
  readonly directory: string;
  readonly address: string;
  readonly broker: string;
  readonly cloud: Running;
  /** Takes its records away, or brings them back. */
  readonly setRecords: (areThere: boolean) => Promise<void>;
  /** Ends the processes and removes the data folder. */
  end(): Promise<void>;
}

/**
 * Starts a cloud and its pages, on ports and in a data folder of their own. With a public name it has the
 * public address `http://<public name>:<port>`; else one is on the same machine, at another address than the public.
 * `devices`: boxes that its broker knows already, since those of this machine never wait.
 */
export const startSite = async (
  name: string,
  {
    publicName,
    devices,
  }: { readonly publicName?: string; readonly devices?: Devices | undefined } = {},
): Promise<Site> => {
  // Of the server that the run shares: one for each site would take seconds more to start.
  const records = await freshDatabase();
  const directory = await mkdtemp(join(tmpdir(), `dcz-${name}-`));
  if (devices !== undefined) {
    await mkdir(join(directory, "cloud"), { mode: 0o700 });
    const file = join(directory, "cloud/devices.json");
    await writeFile(file, JSON.stringify(devices), { mode: 0o600 });
  }
  const [http, mqtt, pages] = [await freePort(), await freePort(), await freePort()];
  const address = `http://${publicName ?? "127.0.0.1"}:${http}`;
  const environment = {
    DATA_DIR: directory,
    DATABASE_URL: records.url,
    HTTP_PORT: String(http),
    MQTT_PORT: String(mqtt),
    DASHBOARDS_PORT: String(pages),
    DASHBOARDS_URL: `http://127.0.0.1:${pages}`,
    API_URL: `http://127.0.0.1:${http}`,
    ...(publicName === undefined ? {} : { PUBLIC_URL: address }),
  };
  const cloud = startProcess("cloud/src/main.ts", environment);
  const processes = [cloud, startProcess("dashboards/server.ts", environment)];
  const end = async () => {
    await Promise.all(processes.map((process) => process.end("SIGTERM")));
    await removeFolder(directory);
    await records.remove();
  };
  try {
    await Promise.all(processes.map(({ ready }) => ready));
  } catch (error) {
    await end();
    throw error;
  }
  const broker = `mqtt://127.0.0.1:${mqtt}`;
  return { directory, address, broker, cloud, setRecords: records.setReachable, end };
};
