/** Level Up's service: the type of its router for clients, and the app for whoever embeds it. */
export { type App, createApp } from "./app.ts";
export { type Env, readEnv } from "./env.ts";
export type { AppRouter } from "./router.ts";
