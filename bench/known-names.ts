import { createHash } from "node:crypto";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** The secret of a station of a bench: the same in each of its processes. */
export const secretOf = (station: string): string => sha256(`secret of ${station}`);

/** What a cloud knows that has met these stations: the text of `cloud/devices.json` in DATA_DIR. */
export const devicesText = (names: readonly string[]): string => {
  const known = (name: string) =>
    ({ state: "registered", since: 0, hashes: [sha256(secretOf(name))], gateways: [] }) as const;
  return JSON.stringify({
    version: 1,
    stations: Object.fromEntries(names.map((name) => [name, known(name)])),
    gateways: {},
    revoked: [],
  });
};
