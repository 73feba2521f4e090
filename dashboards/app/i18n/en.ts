import { en as account } from "../account/en.ts";
import { en as admin } from "../admin/en.ts";
import { en as alerts } from "../alerts/en.ts";
import { en as atlas } from "../atlas/en.ts";
import { en as bulletins } from "../bulletins/en.ts";
import { en as calibrations } from "../calibrations/en.ts";
import { en as design } from "../design/en.ts";
import { en as embed } from "../embed/en.ts";
import { en as fleet } from "../fleet/en.ts";
import { en as groups } from "../groups/en.ts";
import { en as home } from "../home/en.ts";
import { en as hosting } from "../hosting/en.ts";
import { en as legal } from "../legal/en.ts";
import { en as organisations } from "../organisations/en.ts";
import { en as people } from "../people/en.ts";
import { en as places } from "../places/en.ts";
import { en as portrait } from "../portrait/en.ts";
import { en as practices } from "../practices/en.ts";
import { en as quality } from "../quality/en.ts";
import { en as quarantine } from "../quarantine/en.ts";
import { en as stewardship } from "../stewardship/en.ts";
import { en as territories } from "../territories/en.ts";
import { en as waiting } from "../waiting/en.ts";
import { en as workshops } from "../workshops/en.ts";
import { en as browser } from "./browser-en.ts";

/** Every text of the pages in English, from each module's own file. */
export const en = {
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
