import { existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { OpenHouse } from "../dcz/reset/house.ts";
import { devicesIn } from "./identities.ts";
import { rescueGateway, rescueStations } from "./rescue.ts";

/** The folders in which the processes of a box keep names, secrets, settings of the platform, and readings. */
const folders = ["edge", "gateway"] as const;
/** What a reset puts aside: a cut of power leaves a folder of this name, and never half of a box. */
const ASIDE = /^(edge|gateway)\.forgotten-\d+$/;

export const openHouse =
  (now: () => number): OpenHouse =>
  (dataDir) => {
    const present = folders.filter((folder) => existsSync(join(dataDir, folder)));
    const leftAside = existsSync(dataDir)
      ? readdirSync(dataDir).filter((name) => ASIDE.test(name))
      : [];
    if (present.length + leftAside.length === 0) return undefined;
    const findings = [
      rescueGateway(join(dataDir, "gateway"), now()),
      ...rescueStations(join(dataDir, "edge"), now()),
    ];
    const held = findings.find(({ state }) => ["in_use", "refused", "newer"].includes(state));
    return {
      names: devicesIn(dataDir).all.map(({ name }) => name),
      ...(held === undefined || held.process === "cloud"
        ? {}
        : { held: { process: held.process, detail: held.detail ?? held.state } }),
      unsent: findings.reduce((sum, { present: waiting = 0 }) => sum + waiting, 0),
      forget() {
        const aside = present.map((folder) => {
          const name = `${folder}.forgotten-${now()}`;
          renameSync(join(dataDir, folder), join(dataDir, name));
          return name;
        });
        for (const name of [...aside, ...leftAside])
          rmSync(join(dataDir, name), { recursive: true, force: true });
      },
    };
  };
