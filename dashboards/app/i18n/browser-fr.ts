import { fr as charts } from "../charts/fr.ts";
import { fr as forms } from "../forms/fr.ts";
import { fr as live } from "../live/fr.ts";
import { fr as map } from "../map/fr.ts";
import { fr as passkeys } from "../passkeys/fr.ts";
import { fr as signIn } from "../sign-in/fr.ts";
import { fr as site } from "../site/fr.ts";
import { fr as stations } from "../stations/fr.ts";

/** The texts of pages that run script, which a browser loads in one file. Other pages are written by the server alone. */
export const fr = {
  ...charts,
  ...forms,
  ...live,
  ...map,
  ...passkeys,
  ...signIn,
  ...site,
  ...stations,
};
