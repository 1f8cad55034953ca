import { createLevelUp } from "@levelup/server";
import { app } from "./app.ts";

const server = await createLevelUp(process.env, app);
console.log(`Game night is ready at ${await server.listen()}`);
