import { defineProblems } from "../api/problems.ts";

export const mailProblems = defineProblems({
  mail_link_unknown: { status: 404, title: "This link stops no mails" },
});
