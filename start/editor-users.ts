import { join } from "node:path";
import type { EditorUsers } from "../dcz/node-red/command.ts";
import { flowsFolder } from "../gateway/src/node-red/installed.ts";
import { readUsers, usersFile, withoutUser, withUser } from "../gateway/src/node-red/users.ts";
import { writePrivateFile } from "../gateway/src/store/private-file.ts";

/** The users of Node-RED's editor, in the gateway's folder. */
export const usersIn = (dataDir: string): EditorUsers => {
  const folder = flowsFolder(join(dataDir, "gateway"));
  const save = (text: string) => writePrivateFile(usersFile(folder), text);
  return {
    names: () => readUsers(folder).map(({ name }) => name),
    put: (user) => save(withUser(readUsers(folder), user)),
    remove: (name) => save(withoutUser(readUsers(folder), name)),
  };
};
