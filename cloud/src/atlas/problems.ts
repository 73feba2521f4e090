import { defineProblems } from "../api/problems.ts";

export const atlasProblems = defineProblems({
  atlas_entry_unknown: { status: 404, title: "The atlas has no such entry" },
  atlas_change_unknown: { status: 404, title: "Nothing of the kind was done to this entry" },
  atlas_entry_refused: { status: 400, title: "The entry cannot be kept as it is" },
  atlas_draft_unknown: { status: 404, title: "There is no such draft of yours" },
  atlas_draft_submitted: { status: 409, title: "The draft was submitted already" },
  atlas_draft_incomplete: { status: 400, title: "An answer is missing or cannot be read" },
  atlas_drafts_full: { status: 409, title: "So many drafts wait already" },
  atlas_merge_refused: { status: 409, title: "These two entries cannot become one" },
  atlas_link_unknown: { status: 404, title: "The link of the mail is not known" },
  atlas_report_unknown: { status: 404, title: "There is no such report, or it is settled" },
  atlas_reports_full: { status: 409, title: "Enough was reported of this entry" },
});
