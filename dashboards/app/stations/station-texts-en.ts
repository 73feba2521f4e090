import { en as charts } from "../charts/en.ts";
import { en as live } from "../live/en.ts";
import { en as stations } from "./en.ts";

export const texts = { ...charts, ...live, ...stations };
