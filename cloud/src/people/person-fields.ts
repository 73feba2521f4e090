import * as z from "zod";

export const LanguageName = z.enum(["fr", "en"]);
export const PersonName = z.string().trim().min(1).max(100);
