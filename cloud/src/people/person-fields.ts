import * as z from "zod";
import { nameOf } from "../api/given-names.ts";

export const LanguageName = z.enum(["fr", "en"]);
export const PersonName = nameOf(100);
