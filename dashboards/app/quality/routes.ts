import { type RouteConfigEntry, route } from "@react-router/dev/routes";

export const qualityRoutes: readonly RouteConfigEntry[] = [
  route("stations/:id/how", "quality/how-page.tsx"),
  route("stations/:id/trust", "quality/trust-page.tsx"),
  route("stations/:id/pollen", "quality/pollen-page.tsx"),
];
