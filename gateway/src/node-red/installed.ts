import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The version that the nodes were tried with. */
export const TRIED_VERSION = "5.0.7";

export type Installed =
  | {
      readonly ok: true;
      readonly program: string;
      readonly version: string;
      readonly folder: string;
    }
  | { readonly ok: false; readonly sentence: string };

/** Finds the Node-RED that somebody installed, and makes the folder of its flows; the platform brings none along. */
export const findNodeRed = (place: string, gatewayFolder: string): Installed => {
  const root = join(place, "node_modules", "node-red");
  const program = join(root, "red.js");
  if (!existsSync(program))
    return {
      ok: false,
      sentence: `NODE_RED=on, and there is no Node-RED in ${place}: npm install --prefix ${place} --ignore-scripts node-red@${TRIED_VERSION}, or set NODE_RED_DIR.`,
    };
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    version: string;
  };
  if (Number.parseInt(version, 10) < 5)
    return {
      ok: false,
      sentence: `Node-RED ${version} in ${place} is too old: npm install --prefix ${place} --ignore-scripts node-red@${TRIED_VERSION}.`,
    };
  const folder = flowsFolder(gatewayFolder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return { ok: true, program, version, folder };
};

/** Where the flows, their credentials and the users of the editor are. */
export const flowsFolder = (gatewayFolder: string): string => join(gatewayFolder, "flows");
