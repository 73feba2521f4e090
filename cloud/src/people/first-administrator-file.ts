import { rm } from "node:fs/promises";
import { writePrivateFile } from "../private-files/private-file.ts";

/** Where the link for the first administrator waits: only the owner of this machine's account reads it. */
export interface FirstAdministratorFile {
  write(link: string): Promise<void>;
  remove(): Promise<void>;
}

export const firstAdministratorFile = (path: string): FirstAdministratorFile => ({
  write: (link) => writePrivateFile(path, `${link}\n`),
  remove: () => rm(path, { force: true }),
});
