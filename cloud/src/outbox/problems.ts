import { defineProblems } from "../api/problems.ts";

export const outboxProblems = defineProblems({
  outbox_message_unknown: { status: 404, title: "The outbox has no such message" },
  outbox_message_hidden: { status: 403, title: "Administrators do not see this message's content" },
});
