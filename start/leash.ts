/**
 * Loaded into each child of `dcz start`: when that program is gone, even by SIGKILL, the channel to
 * it closes, and the child stops as if it had been told to. Nothing is left behind on the ports.
 */
process.on("disconnect", () => process.kill(process.pid, "SIGTERM"));
// A listener keeps the process alive; this one must not.
process.channel?.unref();
