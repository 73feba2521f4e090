import type { Logger } from "pino";
import type { Config } from "../config.ts";
import type { Events } from "../events.ts";
import { findNodeRed } from "./installed.ts";
import { type NodeRed, type NodeRedOptions, openNodeRed } from "./node-red.ts";
import { readUsers } from "./users.ts";

type Settings = Pick<
  Config,
  | "DATA_DIR"
  | "HOST"
  | "NODE_RED"
  | "NODE_RED_DIR"
  | "NODE_RED_EDITOR"
  | "NODE_RED_PORT"
  | "NODE_RED_MEMORY_MB"
  | "PUBLIC_URL"
>;

export type OpenedNodeRed =
  | { readonly ok: true; readonly start?: (around: Around) => NodeRed }
  | { readonly ok: false; readonly sentence: string };

type Around = Pick<NodeRedOptions, "stations" | "onAlert" | "now" | "random"> & {
  readonly events: Events;
  readonly log: Logger;
};

/** What the settings ask for: nothing, a refusal in a sentence, or Node-RED, which gets every batch that is on disk. */
export const nodeRedOf = (config: Settings, place: string, folder: string): OpenedNodeRed => {
  if (config.NODE_RED === "off") return { ok: true };
  const found = findNodeRed(config.NODE_RED_DIR ?? place, folder);
  if (!found.ok) return found;
  const isOpen = config.NODE_RED_EDITOR === "on";
  return {
    ok: true,
    start: ({ events, log, ...around }) => {
      if (isOpen && readUsers(found.folder).length === 0)
        log.warn("Node-RED's editor is open and nobody may enter: dcz node-red user NAME");
      const flows = openNodeRed({
        ...{ program: found.program, folder: found.folder },
        memoryMb: config.NODE_RED_MEMORY_MB,
        editor: isOpen ? { host: config.HOST, port: config.NODE_RED_PORT } : undefined,
        platform: config.PUBLIC_URL,
        ...{ ...around, log },
      });
      events.on("batch", (station, { readings }) => flows.tellReadings(station, readings));
      return flows;
    },
  };
};
