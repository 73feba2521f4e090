import * as z from "zod";

export const languages = ["fr", "en"] as const;
export const Language = z.enum(languages);
export type Language = z.infer<typeof Language>;

/** The same sentence in every language that a kit speaks. */
export const Text = z.strictObject({ fr: z.string().min(1), en: z.string().min(1) });
export type Text = z.infer<typeof Text>;
