import * as z from "zod";

/** The answer of an operation that has nothing to say beyond its success. */
export const Nothing = z.object({});
