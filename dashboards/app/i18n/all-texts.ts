import { en } from "./en.ts";
import { fr } from "./fr.ts";

/** Every language at once, for the server: a browser loads one of them (`load-texts.ts`). */
export const allTexts = { fr, en } as const;
