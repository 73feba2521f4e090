import { execFile } from "node:child_process";
import { access } from "node:fs/promises";
import { machineOf } from "@datacityzen/hardware/machine-clock";

export const thisMachine = machineOf({ access, execFile });
