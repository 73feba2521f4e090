import { enableCompileCache } from "node:module";
import { environment } from "./config.ts";
import { compiled } from "./start/compiled.ts";

// Before the commands are loaded: of what is loaded earlier, nothing is kept.
enableCompileCache(environment.NODE_COMPILE_CACHE ?? compiled.NODE_COMPILE_CACHE);
await import("./commands.ts");
