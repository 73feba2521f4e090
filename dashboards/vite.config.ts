import { reactRouter } from "@react-router/dev/vite";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [reactRouter()],
  // The pages allow no inline script or font; an inlined asset would be refused by the browser.
  build: {
    assetsInlineLimit: 0,
    // The syntax that phones of 2021 read, which get no newer browser any more.
    target: ["chrome87", "firefox78", "safari14"],
  },
  environments: {
    ssr: {
      // One self-contained file: it starts faster than hundreds of modules, carries React's
      // production variant whatever NODE_ENV says, and holds each module exactly once.
      resolve: { noExternal: true },
      define: { "process.env.NODE_ENV": JSON.stringify("production") },
      build: { rolldownOptions: { input: "./app/pages.ts" } },
    },
  },
});
