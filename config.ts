import type { Environment } from "@datacityzen/hardware/settings/settings";

/** The environment, read here and handed on: no other root file looks at it. */
export const environment: Environment = process.env;
