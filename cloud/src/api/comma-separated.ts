import * as z from "zod";

/** Several values, with commas between them. */
export const commaSeparated = <T>(schema: z.ZodType<T, string>, most: number) =>
  z
    .string()
    .max(most * 65)
    .transform((text, context): readonly T[] => {
      const values = z.array(schema).max(most).safeParse(text.split(","));
      if (values.success) return values.data;
      context.addIssue({
        code: "custom",
        message: `must be 1 to ${most} of them, with commas between them`,
      });
      return z.NEVER;
    });
