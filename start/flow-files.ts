import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type FlowFiles, flowFileNames } from "../dcz/secret/device.ts";
import { flowsFolder } from "../gateway/src/node-red/installed.ts";
import { writePrivateFile } from "../gateway/src/store/private-file.ts";

const folderOf = (dataDir: string): string => flowsFolder(join(dataDir, "gateway"));

/** What makes the flows of a house: themselves, their credentials with the key, and who may edit them. */
export const readFlowFiles = (dataDir: string): FlowFiles =>
  Object.fromEntries(
    flowFileNames.flatMap((name) => {
      try {
        return [[name, readFileSync(join(folderOf(dataDir), name), "utf8")]];
      } catch {
        // None of this kind.
        return [];
      }
    }),
  );

/** Throws the system's error. */
export const writeFlowFiles = (dataDir: string, files: FlowFiles): void => {
  for (const name of flowFileNames)
    if (files[name] !== undefined) writePrivateFile(join(folderOf(dataDir), name), files[name]);
};
