import { type RouteConfigEntry, route } from "@react-router/dev/routes";

/** For whoever administers the service. */
export const adminRoutes: readonly RouteConfigEntry[] = [
  route("admin/operator", "admin/operator-page.tsx"),
];
