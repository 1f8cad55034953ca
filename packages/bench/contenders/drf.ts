import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { freePort } from "../lib/free-port.ts";
import { ready } from "../lib/ready.ts";
import { accounts, type Contender, json, password, send } from "./contender.ts";

const folder = fileURLToPath(new URL("../peers/", import.meta.url));
const wanted = "import django, rest_framework, gunicorn, psycopg2, bcrypt";

/** Debian's own Python has Debian's packages, but another may come first on the PATH. */
const python = ["/usr/bin/python3", "python3"].find((command) => spawnSync(command, ["-c", wanted]).status === 0);

/** Django REST Framework's authtoken behind gunicorn, whose workers take one request at a time. */
function drf(workers: number, name: string): Contender {
  return {
    name,
    missing: () =>
      python === undefined
        ? "apt-get install python3-django python3-djangorestframework gunicorn python3-psycopg2 python3-bcrypt"
        : null,
    async start({ processes, databases }, { cores = null } = {}) {
      const [database, port] = [await databases.create(), await freePort()];
      const url = `http://127.0.0.1:${port}`;
      const env = { PEER_DATABASE_URL: database.url, PYTHONDONTWRITEBYTECODE: "1" };
      const command = python ?? "python3";
      await processes.output([command, "drf.py", "migrate", "--run-syncdb"], { env, cwd: folder, timeoutMs: 60_000 });
      const server = processes.start(
        [command, "-m", "gunicorn", "-w", String(workers), "-b", `127.0.0.1:${port}`, "drf:application"],
        // Workers on cores of their own, where there are several.
        { env, cwd: folder, cores: workers === 1 ? cores : null },
      );
      await ready(server, url);
      const body = JSON.stringify({ username: "gamer-0", password });
      const answer = await send(url, { method: "POST", path: "/register", headers: json, body });
      const { token } = (await answer.json()) as { token: string };
      await database.query(`
        with copies as (
          insert into auth_user
            (username, password, is_superuser, first_name, last_name, email, is_staff, is_active, date_joined)
          select 'gamer-' || n, password, false, '', '', '', false, true, now()
          from auth_user, generate_series(1, ${accounts - 1}) n where username = 'gamer-0' returning id)
        insert into authtoken_token (key, user_id, created) select md5(id::text), id, now() from copies`);
      return {
        url,
        pid: server.pid,
        authenticatedCall: { method: "GET", path: "/me", headers: { authorization: `Token ${token}` } },
        logins: Array.from({ length: accounts }, (_, index) => ({
          method: "POST",
          path: "/login",
          headers: json,
          body: JSON.stringify({ username: `gamer-${index}`, password }),
        })),
        async stop() {
          await server.stop();
          await database.drop();
        },
      };
    },
  };
}

export const drfOneWorker = drf(1, "DRF, gunicorn with 1 worker");
export const drfTwoWorkers = drf(2, "DRF, gunicorn with 2 workers");
