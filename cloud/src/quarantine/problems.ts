import { defineProblems } from "../api/problems.ts";

export const quarantineProblems = defineProblems({
  message_unknown: { status: 404, title: "No message of this number is in quarantine" },
  values_no_longer_kept: { status: 409, title: "The values of this day are no longer kept" },
});
