import { once } from "node:events";
import { chmod, readFile, writeFile } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { makeCertificate } from "./certificate.ts";
import { freePort, listening } from "./ports.ts";
import { deployFile, programPath, startProgram } from "./programs.ts";
import { temporaryFolder } from "./server-process.ts";
import { type Answer, readAnswer } from "./wire.ts";

/** A real nginx, configured by a file of deploy/. */
export type Nginx = AsyncDisposable & {
  url: string;
  /** Where it answers without TLS. */
  plainUrl: string;
};

/** What nginx.conf holds around a site. */
const main = (folder: string) => `
daemon off;
worker_processes 2;
pid ${folder}/pid;
error_log stderr notice;
events { worker_connections 512; }
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  include ${folder}/levelup.conf;
}`;

/** @param change what else to replace in deploy/nginx.conf. */
export function startNginx([one, other]: [string, string], change: Record<string, string> = {}): Promise<Nginx> {
  const replicas = { "10.0.0.11:8000": new URL(one).host, "10.0.0.12:8000": new URL(other).host };
  return startNginxBy("nginx.conf", { ...replicas, ...change });
}

/** The same with deploy/nginx-beside.conf, for pages of one origin. */
export function startNginxBeside(urls: {
  levelup: string;
  django: string;
  service: string;
  origin: string;
}): Promise<Nginx> {
  return startNginxBy("nginx-beside.conf", {
    "10.0.0.11:8000": new URL(urls.levelup).host,
    "10.0.0.21:8000": new URL(urls.django).host,
    "10.0.0.31:8000": new URL(urls.service).host,
    "http://localhost:3000": urls.origin,
  });
}

/** @param change what to replace in a file of deploy/, beside ports, the name and the certificate. */
async function startNginxBy(file: string, change: Record<string, string>): Promise<Nginx> {
  await using cleanup = new AsyncDisposableStack();
  const folder = cleanup.use(await temporaryFolder());
  // nginx's workers are not root, and their files are in it.
  await chmod(folder.path, 0o755);
  const [port, plainPort] = [await freePort(), await freePort()];
  const { certificate, key } = await makeCertificate(folder.path);
  setDefaultCACertificates([...getCACertificates(), await readFile(certificate, "utf8")]);
  const site = await deployFile(file, {
    "listen 443 ssl": `listen 127.0.0.1:${port} ssl`,
    "listen 80": `listen 127.0.0.1:${plainPort}`,
    "levelup.example.com": "127.0.0.1",
    "/etc/ssl/levelup.pem": certificate,
    "/etc/ssl/levelup.key": key,
    ...change,
  });
  await writeFile(join(folder.path, "levelup.conf"), site);
  await writeFile(join(folder.path, "nginx.conf"), main(folder.path));
  const program = await startProgram(
    programPath("NGINX_PATH"),
    ["-c", join(folder.path, "nginx.conf"), "-e", "stderr"],
    { ready: () => listening(port) },
  );
  cleanup.use(program);
  const owned = cleanup.move();
  return {
    url: `https://127.0.0.1:${port}`,
    plainUrl: `http://127.0.0.1:${plainPort}`,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** A POST from another address of the loopback, as if from another machine. */
export async function postFrom(
  address: string,
  url: string,
  { headers, body }: RequestInit,
  more: Record<string, string> = {},
): Promise<Answer> {
  const sent = { ...Object.fromEntries(new Headers(headers)), ...more };
  const call = request(url, { method: "POST", localAddress: address, headers: sent });
  call.end(body);
  const [response]: IncomingMessage[] = await once(call, "response");
  return readAnswer(response?.statusCode ?? 0, new Headers(), response === undefined ? "" : await text(response));
}
