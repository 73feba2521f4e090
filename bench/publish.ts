import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { PublishersFigures, PublishersOptions } from "./publishers.ts";

/** Runs the publishers in their own process until every message is acknowledged. */
export const publish = async (options: PublishersOptions): Promise<PublishersFigures> => {
  const script = join(import.meta.dirname, "publishers.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [script, JSON.stringify(options)]);
  return JSON.parse(stdout) as PublishersFigures;
};
