import { fr as charts } from "../charts/fr.ts";
import { fr as live } from "../live/fr.ts";
import { fr as stations } from "./fr.ts";

export const texts = { ...charts, ...live, ...stations };
