import { type RouteConfigEntry, route } from "@react-router/dev/routes";

/** For data stewards and administrators. */
export const calibrationRoutes: readonly RouteConfigEntry[] = [
  route("admin/calibrations", "calibrations/list-page.tsx"),
  route("admin/calibrations/:id", "calibrations/calibration-page.tsx"),
];
