import { type RouteConfigEntry, route } from "@react-router/dev/routes";

/** For whoever administers the service. */
export const adminRoutes: readonly RouteConfigEntry[] = [
  route("admin", "admin/overview-page.tsx"),
  route("admin/token", "admin/token-page.tsx"),
  route("admin/operator", "admin/operator-page.tsx"),
  route("admin/people", "admin/people-page.tsx"),
  route("admin/people/:id", "admin/person-page.tsx"),
  route("admin/outbox", "admin/outbox-page.tsx"),
  route("admin/outbox/:id", "admin/message-page.tsx"),
  route("admin/jobs", "admin/jobs-page.tsx"),
  route("admin/audit", "admin/audit-page.tsx"),
];
