import { defineProblems } from "../api/problems.ts";

export const atlasProblems = defineProblems({
  atlas_entry_unknown: { status: 404, title: "The atlas has no such entry" },
  atlas_change_unknown: { status: 404, title: "Nothing of the kind was done to this entry" },
  atlas_entry_refused: { status: 400, title: "The entry cannot be kept as it is" },
  atlas_report_unknown: { status: 404, title: "There is no such report, or it is settled" },
  atlas_reports_full: { status: 409, title: "Enough was reported of this entry" },
});
