import { fr as account } from "../account/fr.ts";
import { fr as admin } from "../admin/fr.ts";
import { fr as alerts } from "../alerts/fr.ts";
import { fr as atlas } from "../atlas/fr.ts";
import { fr as bulletins } from "../bulletins/fr.ts";
import { fr as calibrations } from "../calibrations/fr.ts";
import { fr as design } from "../design/fr.ts";
import { fr as embed } from "../embed/fr.ts";
import { fr as fleet } from "../fleet/fr.ts";
import { fr as groups } from "../groups/fr.ts";
import { fr as home } from "../home/fr.ts";
import { fr as hosting } from "../hosting/fr.ts";
import { fr as legal } from "../legal/fr.ts";
import { fr as organisations } from "../organisations/fr.ts";
import { fr as people } from "../people/fr.ts";
import { fr as places } from "../places/fr.ts";
import { fr as portrait } from "../portrait/fr.ts";
import { fr as practices } from "../practices/fr.ts";
import { fr as quality } from "../quality/fr.ts";
import { fr as quarantine } from "../quarantine/fr.ts";
import { fr as stewardship } from "../stewardship/fr.ts";
import { fr as territories } from "../territories/fr.ts";
import { fr as waiting } from "../waiting/fr.ts";
import { fr as workshops } from "../workshops/fr.ts";
import { fr as browser } from "./browser-fr.ts";

/** Every text of the pages in French, from each module's own file. */
export const fr = {
  ...browser,
  ...account,
  ...admin,
  ...alerts,
  ...atlas,
  ...bulletins,
  ...calibrations,
  ...design,
  ...embed,
  ...fleet,
  ...groups,
  ...home,
  ...hosting,
  ...legal,
  ...organisations,
  ...people,
  ...places,
  ...portrait,
  ...practices,
  ...quality,
  ...quarantine,
  ...stewardship,
  ...territories,
  ...waiting,
  ...workshops,
};
