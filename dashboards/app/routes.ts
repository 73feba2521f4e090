import { index, type RouteConfig, route } from "@react-router/dev/routes";

export default [
  index("routes/home.tsx"),
  route("stations/:id", "routes/station.tsx"),
  route("*", "routes/missing.tsx"),
] satisfies RouteConfig;
