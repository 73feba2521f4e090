import { mkdtemp, open, rm, stat, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { DiskFact } from "./facts.ts";

/** The folder itself, or the nearest above it that exists: that is where it would be made. */
const existing = async (folder: string): Promise<string> => {
  const there = await stat(folder).then(
    () => true,
    () => false,
  );
  const above = dirname(folder);
  return there || above === folder ? folder : existing(above);
};

/** Writes a small file and waits until it is on the disk; ms. */
const writeSafely = async (folder: string): Promise<number> => {
  const draft = await mkdtemp(join(folder, ".dcz-doctor-"));
  try {
    const from = performance.now();
    const file = await open(join(draft, "written"), "w");
    await file.write(Buffer.alloc(4096, 1));
    await file.sync();
    await file.close();
    return performance.now() - from;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
};

export const lookAtDisk = async (dataDir: string): Promise<DiskFact> => {
  const folder = await existing(dataDir);
  const { bavail, bsize } = await statfs(folder);
  const room = { folder: dataDir, freeBytes: bavail * bsize };
  return writeSafely(folder).then(
    (syncMs) => ({ ...room, syncMs }),
    (error: NodeJS.ErrnoException) => ({ ...room, fault: error.code ?? error.message }),
  );
};
