import { defineProblems } from "../api/problems.ts";

export const mediaProblems = defineProblems({
  media_unknown: { status: 404, title: "There is no such medium" },
  media_too_large: { status: 413, title: "The file is too large" },
  media_quota: { status: 413, title: "There is no room for more media" },
  media_type: { status: 415, title: "Files of this type are not taken" },
  media_damaged: { status: 422, title: "The file is damaged or incomplete" },
});
