import { execFileSync } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openImportFolder } from "./import-folder.ts";

const PART = 50_000;

async function* parts(count: number, last: number): AsyncGenerator<Uint8Array> {
  for (let part = 0; part < count; part++) yield Buffer.alloc(PART, part);
  yield Buffer.alloc(last, 1);
}

/** Root may mount a small file system. */
test.skipIf(process.getuid?.() !== 0 && process.env.REQUIRE_REAL !== "1")(
  "a file for which the disk has no room is refused and leaves nothing, also when only its end does not fit",
  async () => {
    const disk = await mkdtemp(join(tmpdir(), "dcz-no-room-"));
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", disk]);
    try {
      const folder = openImportFolder(disk);
      // One mebibyte is 20 parts and 48 576 bytes: the last part is written in part, and then no more.
      for (const [count, last] of [
        [40, 1],
        [20, 49_000],
      ] as const) {
        const received = folder.receive(`file-${count}`, parts(count, last), 10 * 1024 ** 2);
        await expect(received).rejects.toMatchObject({ code: "ENOSPC" });
        expect(await readdir(disk)).toEqual([]);
      }
      const whole = await folder.receive("fits", parts(5, 7), 10 * 1024 ** 2);
      expect(whole.bytes).toBe(5 * PART + 7);
    } finally {
      execFileSync("umount", [disk]);
      await rm(disk, { recursive: true });
    }
  },
);
