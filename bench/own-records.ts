import type { Records } from "../cloud/src/records/records.ts";

const nothing = () => undefined;

/** A log that says nothing, for what a bench opens of the cloud by itself. */
export const quiet = { debug: nothing, info: nothing, warn: nothing, error: nothing } as never;

/** Where a server that a bench started is, for the cloud's DATABASE_URL. */
export const addressOf = ({ connection }: Records): string => {
  if (connection === undefined || "url" in connection)
    throw new Error("The records' own server did not start.");
  const { socket, port, user, database } = connection;
  return `postgres://${user}@localhost:${port}/${database}?host=${encodeURIComponent(socket)}`;
};
