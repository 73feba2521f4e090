import { readFile } from "node:fs/promises";
import { type OperatorRead, readOperator } from "../app/legal/operator.ts";

/** The file is looked at again after so long: who edits it sees the result without a restart. */
const LOOK_AGAIN_MS = 2_000;

/** What the operator wrote about itself. A file that is not there is an empty one. */
export const operatorFile = (path: string, now: () => number): (() => Promise<OperatorRead>) => {
  let read: Promise<OperatorRead> | undefined;
  let looked = 0;
  return () => {
    const at = now();
    // A clock that was set back must not keep an old content for hours.
    if (read === undefined || Math.abs(at - looked) >= LOOK_AGAIN_MS) {
      looked = at;
      read = readFile(path, "utf8").then(readOperator, unreadable);
    }
    return read;
  };
};

const unreadable = (error: NodeJS.ErrnoException): OperatorRead =>
  error.code === "ENOENT"
    ? { operator: {}, faults: [] }
    : { operator: {}, faults: [{ message: `cannot be read: ${error.message}` }] };
