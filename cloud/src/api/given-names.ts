import * as z from "zod";

/**
 * Signs that a reader can see. Not so: spaces, controls, marks without a letter, and signs of no width, as U+200B
 * (Unicode, Default_Ignorable_Code_Point) and the braille pattern without dots.
 */
const VISIBLE = /[^\p{C}\p{Z}\p{M}\p{Default_Ignorable_Code_Point}\u2800]/u;

export const canBeSeen = (text: string): boolean => VISIBLE.test(text);

/** How somebody calls a thing, or themselves: at least one sign of it can be seen. */
export const nameOf = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .refine(canBeSeen, "Nothing of it can be seen: write at least one letter or figure");
