import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import {
  boardFiles,
  MovedIdentity,
  type Renewal,
  readIdentity,
  takeIdentity,
} from "@datacityzen/hardware/board-identity";
import { showCode } from "@datacityzen/hardware/device/label";
import { proofOf } from "@datacityzen/hardware/device/secret";
import type { Device, Devices } from "../dcz/secret/device.ts";
import { identityFiles, renewSecret as renewStation } from "../edge/src/identity.ts";
import { renewSecret as renewGateway } from "../gateway/src/store/identity.ts";
import { readFlowFiles, writeFlowFiles } from "./flow-files.ts";

const kinds = [
  { kind: "station", folder: "edge", board: "edge", renew: renewStation },
  { kind: "gateway", folder: "gateway", board: "gateway", renew: renewGateway },
] as const;

/** Of a name that was drawn, or that somebody chose. */
const IDENTITY_FILE = /^identity(-[a-z0-9][a-z0-9-]*)?\.json$/;

const filesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder)
      .filter((file) => IDENTITY_FILE.test(file))
      .sort()
      .map((file) => join(folder, file));
  } catch {
    // Nothing of this kind has run here.
    return [];
  }
};

/** The stations and gateways that keep their names in a folder of data. */
export const devicesIn = (dataDir: string): Devices => {
  const found = kinds.flatMap(({ kind, folder, renew }) =>
    filesIn(join(dataDir, folder)).flatMap((path) => {
      const identity = readIdentity(identityFiles, path);
      if (identity?.secret === undefined) return [];
      const { name, secret, before, label } = identity;
      const device: Device = {
        ...{ kind, name, proof: proofOf(secret, identityFiles.sha256) },
        ...(label === undefined ? {} : { code: showCode(label.code), word: label.word }),
        isWaiting: before !== undefined,
      };
      const { board: _, ...rest } = identity;
      const moved = MovedIdentity.safeParse(rest);
      return [
        {
          device,
          renew: (): Renewal => renew(path),
          moving: moved.success ? [{ kind, file: basename(path), identity: moved.data }] : [],
        },
      ];
    }),
  );
  return {
    all: found.map(({ device }) => device),
    renew: (name) => found.find(({ device }) => device.name === name)?.renew() ?? "none",
    flows: () => readFlowFiles(dataDir),
    takeFlows: (files) => writeFlowFiles(dataDir, files),
    moving: () => found.flatMap(({ moving }) => moving),
    take: (moved, boards = boardFiles) => {
      for (const { kind, file, identity } of moved)
        for (const { folder, board } of kinds.filter((one) => one.kind === kind))
          takeIdentity(
            { files: identityFiles, path: join(dataDir, folder, file), boards, kind: board },
            identity,
          );
    },
  };
};
