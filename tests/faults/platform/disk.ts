import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const MIB = 1024 * 1024;

/** A file system of its own, which a case makes fail and mends. */
export interface Disk {
  readonly path: string;
  unmount(): void;
}

/** A disk in memory of so many MiB, which can be filled to its last byte. */
export const mountSmall = (folder: string, mib: number) => {
  const path = join(folder, "disk");
  mkdirSync(path);
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${mib}m`, "tmpfs", path]);
  return {
    path,
    enlarge: (to: number) => execFileSync("mount", ["-o", `remount,size=${to}m`, path]),
    unmount: () => void spawnSync("umount", ["-l", path]),
  };
};

/** Whether a file can be mounted as a disk here: containers seldom may. */
export const hasLoop = (): boolean =>
  process.getuid?.() === 0 &&
  existsSync("/dev/loop-control") &&
  spawnSync("sh", ["-c", "command -v mkfs.ext4"]).status === 0;

/** An ext4 of its own, which can be ended as the kernel ends one whose disk fails: everything is refused with EROFS. */
export const mountExt4 = (folder: string) => {
  const path = join(folder, "disk");
  const image = join(folder, "image");
  writeFileSync(image, "");
  truncateSync(image, 600 * MIB);
  mkdirSync(path);
  execFileSync("mkfs.ext4", ["-q", image]);
  const mount = () => execFileSync("mount", ["-o", "loop,errors=remount-ro", image, path]);
  mount();
  return {
    path,
    becomeReadOnly: () => execFileSync("mount", ["-o", "remount,abort", path]),
    /** What a start of the machine does; nothing may use the disk any more. */
    mountAnew: () => {
      execFileSync("umount", [path]);
      // 1: it was repaired.
      const { status } = spawnSync("fsck.ext4", ["-p", image]);
      if (status !== 0 && status !== 1) throw new Error(`fsck.ext4 ended with ${status}`);
      mount();
    },
    unmount: () => void spawnSync("umount", ["-l", path]),
  };
};
