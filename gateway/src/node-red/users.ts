import { randomBytes, scryptSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";

/** Users of the editor. They are Node-RED's own: no account of the platform opens it. */
const Users = z.object({
  users: z.array(
    z.object({
      name: z.string(),
      /** `read`: sees the flows and changes nothing. */
      permissions: z.enum(["*", "read"]),
      salt: z.string(),
      /** scrypt of the password, 32 bytes in hexadecimal digits. */
      hash: z.string(),
    }),
  ),
});
export type NodeRedUsers = z.infer<typeof Users>["users"];

const SALT_BYTES = 16;
const HASH_BYTES = 32;

export const usersFile = (folder: string): string => join(folder, "users.json");

export const readUsers = (folder: string): NodeRedUsers => {
  try {
    return Users.parse(JSON.parse(readFileSync(usersFile(folder), "utf8"))).users;
  } catch {
    // None yet, or a damaged file: nobody gets in, and a user can be added again.
    return [];
  }
};

/** The text of the file with this user in it, instead of one of the same name. */
export const withUser = (
  users: NodeRedUsers,
  { name, password, mayChange }: { name: string; password: string; mayChange: boolean },
): string => {
  const salt = randomBytes(SALT_BYTES);
  const hash = scryptSync(password, salt, HASH_BYTES).toString("hex");
  const permissions = mayChange ? "*" : "read";
  const others = users.filter((user) => user.name !== name);
  return textOf([...others, { name, permissions, salt: salt.toString("hex"), hash }]);
};

export const withoutUser = (users: NodeRedUsers, name: string): string =>
  textOf(users.filter((user) => user.name !== name));

const textOf = (users: NodeRedUsers): string => `${JSON.stringify({ users }, undefined, 2)}\n`;
