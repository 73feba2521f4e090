import { en as charts } from "../charts/en.ts";
import { en as forms } from "../forms/en.ts";
import { en as live } from "../live/en.ts";
import { en as map } from "../map/en.ts";
import { en as passkeys } from "../passkeys/en.ts";
import { en as signIn } from "../sign-in/en.ts";
import { en as site } from "../site/en.ts";
import { en as stations } from "../stations/en.ts";

/** The texts of pages that run script, which a browser loads in one file. Other pages are written by the server alone. */
export const en = {
  ...charts,
  ...forms,
  ...live,
  ...map,
  ...passkeys,
  ...signIn,
  ...site,
  ...stations,
};
