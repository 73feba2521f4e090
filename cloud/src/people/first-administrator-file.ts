import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

/** Where the link for the first administrator waits: only the owner of this machine's account reads it. */
export interface FirstAdministratorFile {
  write(link: string): Promise<void>;
  remove(): Promise<void>;
}

export const firstAdministratorFile = (path: string): FirstAdministratorFile => ({
  async write(link) {
    await mkdir(dirname(path), { recursive: true });
    const draft = `${path}.new`;
    await rm(draft, { force: true });
    // "wx": made by us, with our rights, or not at all.
    const file = await open(draft, "wx", 0o600);
    try {
      await file.writeFile(`${link}\n`);
    } finally {
      await file.close();
    }
    // Whoever waits for the file finds a whole link in it.
    await rename(draft, path);
  },
  remove: () => rm(path, { force: true }),
});
