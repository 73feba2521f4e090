import { type RouteConfigEntry, route } from "@react-router/dev/routes";

/** For whoever administers the service. */
export const territoryRoutes: readonly RouteConfigEntry[] = [
  route("admin/territories", "territories/imports-page.tsx"),
  route("admin/territories/:id", "territories/import-page.tsx"),
];
