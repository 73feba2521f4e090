import type { Config } from "@react-router/dev/config";

export default {
  ssr: true,
  // Links load whole documents (see root.tsx), so a page never asks for other routes.
  routeDiscovery: { mode: "initial" },
  // server/build.ts builds each state of the sources into a folder of its own.
  buildDirectory: process.env.BUILD_DIRECTORY ?? "build/by-hand",
} satisfies Config;
