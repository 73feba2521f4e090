import fc from "fast-check";
import { inject } from "vitest";

declare module "vitest" {
  export interface ProvidedContext {
    /** How much of its cases a property test tries, in percent (`vitest.config.ts`). */
    propertyPercent: number;
  }
}

// A test that names a number of runs of its own takes its share of that number itself.
fc.configureGlobal({ numRuns: inject("propertyPercent") });
