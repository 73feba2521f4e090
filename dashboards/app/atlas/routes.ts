import { type RouteConfigEntry, route } from "@react-router/dev/routes";

export const atlasRoutes: readonly RouteConfigEntry[] = [
  route("atlas", "atlas/atlas-page.tsx"),
  route("atlas/review", "atlas/review-page.tsx"),
  route("atlas/booklet.pdf", "atlas/booklet-route.ts"),
  route("atlas/drafts", "atlas/drafts-page.tsx"),
  route("atlas/drafts/:id/:step", "atlas/draft-page.tsx"),
  route("atlas/confirm/:token", "atlas/confirm-page.tsx"),
  route("atlas/today", "atlas/today-page.tsx"),
  route("atlas/poster.pdf", "atlas/list-poster-route.ts"),
  route("atlas/:name/card.pdf", "atlas/place-poster-route.ts"),
  route("a/:mark", "atlas/mark-route.ts"),
  route("atlas/:name", "atlas/entry-page.tsx"),
  route("atlas/:name/history", "atlas/history-page.tsx"),
];
