import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Environment } from "../processes.ts";

/** Errors of the system by their Linux numbers. */
export const errors = { EIO: 5, ENOSPC: 28, EROFS: 30 } as const;

export interface Fault {
  /** `short`: a write takes half of what it is given. */
  readonly call: "fsync" | "write" | "short" | "read";
  /** Files whose path holds this. */
  readonly path: string;
  /** Not those whose path holds one of these too. */
  readonly except?: readonly string[];
  readonly error: keyof typeof errors;
  /** Which call fails, counted from when it is armed. */
  readonly nth: number;
  /** How many calls fail from that one; 1 when absent. */
  readonly times?: number;
  /** Whether all later calls fail too. */
  readonly lasting: boolean;
}

/** What lies beside the cloud's series for their repair. It may be behind: its faults are not reported. */
export const besideTheSeries = [".commits", ".headers"] as const;

/** A disk that fails while it is armed. `folder`: where the library and the sign are put. */
export const makeFaultyDisk = (folder: string, fault: Fault) => {
  const library = join(folder, "fault.so");
  const sign = join(folder, "armed");
  const source = join(import.meta.dirname, "fault.c");
  execFileSync("gcc", ["-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"]);
  const environment: Environment = {
    LD_PRELOAD: library,
    FAULT_OP: fault.call,
    FAULT_PATH: fault.path,
    FAULT_N: String(fault.nth),
    FAULT_ERRNO: String(errors[fault.error]),
    FAULT_ARM: sign,
    ...(fault.except !== undefined && { FAULT_EXCEPT: fault.except.join(":") }),
    ...(fault.times !== undefined && { FAULT_TIMES: String(fault.times) }),
    ...(fault.lasting && { FAULT_STICKY: "1" }),
  };
  return {
    environment,
    arm: () => writeFileSync(sign, ""),
    disarm: () => rmSync(sign, { force: true }),
  };
};
