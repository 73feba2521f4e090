import { type RouteConfigEntry, route } from "@react-router/dev/routes";

export const atlasRoutes: readonly RouteConfigEntry[] = [
  route("atlas", "atlas/atlas-page.tsx"),
  route("atlas/review", "atlas/review-page.tsx"),
  route("atlas/booklet.pdf", "atlas/booklet-route.ts"),
  route("atlas/:name", "atlas/entry-page.tsx"),
];
