import { type RouteConfigEntry, route } from "@react-router/dev/routes";

export const stewardshipRoutes: readonly RouteConfigEntry[] = [
  route("admin/recomputes", "stewardship/recomputes-page.tsx"),
  route("admin/references", "stewardship/references-page.tsx"),
  route("stations/:id/notes", "stewardship/notes-page.tsx"),
];
