import * as z from "zod";

/** What is said, in both languages of the platform. */
export const Words = z.object({ fr: z.string(), en: z.string() });
