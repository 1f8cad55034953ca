import { fileURLToPath } from "node:url";
import { freePort } from "../lib/free-port.ts";
import { ready } from "../lib/ready.ts";
import { accounts, type Contender, json, password, send } from "./contender.ts";

const peer = fileURLToPath(new URL("../peers/better-auth.ts", import.meta.url));

export const betterAuth: Contender = {
  name: "better-auth",
  missing() {
    try {
      import.meta.resolve("better-auth");
      return null;
    } catch {
      return "pnpm install";
    }
  },
  async start({ processes, databases }, { cores = null } = {}) {
    const [database, port] = [await databases.create(), await freePort()];
    const url = `http://127.0.0.1:${port}`;
    const command = [process.execPath, "--disable-warning=ExperimentalWarning", peer, String(port), database.url];
    const server = processes.start(command, { cores });
    await ready(server, `${url}/api/auth/ok`, ({ ok }) => ok);

    const headers = { ...json, origin: url };
    const body = JSON.stringify({ email: "gamer_0@example.com", name: "Grace Gamer", username: "gamer_0", password });
    const answer = await send(url, { method: "POST", path: "/api/auth/sign-up/email", headers, body });
    const token = answer.headers.get("set-auth-token");
    await database.query(`
      with copies as (
        insert into "user" (id, name, email, "emailVerified", "createdAt", "updatedAt", username, "displayUsername")
        select 'gamer_' || n, name, 'gamer_' || n || '@example.com', false, now(), now(), 'gamer_' || n, 'gamer_' || n
        from "user", generate_series(1, ${accounts - 1}) n where username = 'gamer_0' returning id)
      insert into account (id, "accountId", "providerId", "userId", password, "createdAt", "updatedAt")
      select copies.id, copies.id, 'credential', copies.id, account.password, now(), now() from account, copies`);
    return {
      url,
      pid: server.pid,
      authenticatedCall: {
        method: "GET",
        path: "/api/auth/get-session",
        headers: { authorization: `Bearer ${token}` },
      },
      logins: Array.from({ length: accounts }, (_, index) => ({
        method: "POST",
        path: "/api/auth/sign-in/username",
        headers,
        body: JSON.stringify({ username: `gamer_${index}`, password }),
      })),
      async stop() {
        await server.stop();
        await database.drop();
      },
    };
  },
};
