import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port.ts";
import type { Processes } from "./processes.ts";
import { ready } from "./ready.ts";

/** Debian keeps it out of a user's PATH. */
export const nginx = ["/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/bin/nginx"].find((path) => existsSync(path));

/** One address before several servers. */
export async function startNginx(
  processes: Processes,
  program: string,
  urls: string[],
): Promise<{ url: string; pid: number; stop(): Promise<void> }> {
  const [folder, port] = [await mkdtemp(join(tmpdir(), "levelup-bench-")), await freePort()];
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  const file = join(folder, "nginx.conf");
  await writeFile(
    file,
    `daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log;
    events { worker_connections 1024; }
    http {
      access_log off; ${temporary.join(" ")}
      keepalive_requests 1000000000;
      upstream levelup { ${urls.map((url) => `server ${new URL(url).host};`).join(" ")} keepalive 64; }
      server {
        listen 127.0.0.1:${port};
        location / { proxy_pass http://levelup; proxy_http_version 1.1; proxy_set_header Connection ""; }
      }
    }`,
  );
  const server = processes.start([program, "-c", file, "-e", join(folder, "error.log")]);
  const url = `http://127.0.0.1:${port}`;
  await ready(server, `${url}/readyz`, ({ ok }) => ok);
  return {
    url,
    pid: server.pid,
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
