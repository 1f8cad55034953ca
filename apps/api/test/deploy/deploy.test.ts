import { readdirSync, readFileSync } from "node:fs";
import { readSettings, settingVariables } from "@levelup/server";
import { health } from "@levelup/server/testing";
import Fastify from "fastify";
import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { z } from "zod";
import manifest from "../../../../package.json" with { type: "json" };
import { leanHeap } from "../../../../scripts/lib/project.mjs";

/** What the files in deploy/ say, as far as it has to agree with the service or with each other. */
const root = new URL("../../../../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), "utf8");
const dockerfile = read("deploy/Dockerfile");

const settings = z.record(z.string(), z.string());
const port = z.object({ name: z.string(), containerPort: z.number() });
const probe = z.object({
  httpGet: z.object({ path: z.string(), port: z.string() }),
  periodSeconds: z.number(),
  timeoutSeconds: z.number().default(1),
  failureThreshold: z.number(),
});
const container = z.object({
  ports: z.array(port),
  startupProbe: probe,
  readinessProbe: probe,
  livenessProbe: probe,
  resources: z.object({
    requests: z.object({ cpu: z.string(), memory: z.string() }),
    limits: z.object({ memory: z.string() }),
  }),
});
const migration = z.object({
  command: z.tuple([z.literal("levelup"), z.literal("migrate"), z.literal("up")]),
  envFrom: z.tuple([z.object({ secretRef: z.object({ name: z.string() }) })]),
});
const deployment = z.object({
  strategy: z.object({ rollingUpdate: z.object({ maxSurge: z.number() }) }),
  template: z.object({
    metadata: z.object({ annotations: settings }),
    spec: z.object({
      terminationGracePeriodSeconds: z.number(),
      securityContext: z.object({ runAsUser: z.number(), runAsGroup: z.number() }),
      initContainers: z.tuple([migration]),
      containers: z.tuple([container]),
    }),
  }),
});
const kubernetesObject = z.looseObject({ kind: z.string(), metadata: z.object({ name: z.string() }) });

const folder = "deploy/kubernetes";
const kustomization = z.object({ resources: z.array(z.string()) }).parse(parseYaml(`${folder}/kustomization.yaml`)[0]);
const objects = kustomization.resources.flatMap((file) =>
  parseYaml(`${folder}/${file}`).map((object) => kubernetesObject.parse(object)),
);
const configMap = z.object({ data: settings }).parse(find("ConfigMap")).data;
const secrets = parseYaml(`${folder}/secret.example.yaml`).map((object) =>
  z.object({ metadata: z.object({ name: z.string() }), stringData: settings }).parse(object),
);
const secretNamed = (name: string) => secrets.find(({ metadata }) => metadata.name === name)?.stringData ?? {};
const secret = secretNamed("levelup");
const filledIn = Object.fromEntries(
  Object.entries(secret).map(([name, value]) => [name, value.replace("CHANGE-ME", "0".repeat(64))]),
);
const { strategy, template } = z.object({ spec: deployment }).parse(find("Deployment")).spec;
const pod = template.spec;
const [server] = pod.containers;
const portNamed = (name: string) => server.ports.find((one) => one.name === name)?.containerPort;

const composeService = z.looseObject({ environment: settings });
const compose = z
  .object({
    services: z.object({
      migrate: composeService,
      levelup: composeService.extend({ mem_limit: z.string() }),
      database: composeService.extend({ volumes: z.array(z.string()) }),
    }),
  })
  .parse(parseYaml("deploy/compose.yaml")[0]).services;

/** The environment of compose's service, with its passwords filled in. */
const composeEnv = Object.fromEntries(
  Object.entries(compose.levelup.environment).map(([name, value]) => [
    name,
    value.replace(/\$\{.*?\}/, "0".repeat(64)),
  ]),
);

/** The variables that the image sets for the service itself. */
const imageEnv = Object.fromEntries(
  [...(/^ENV ((?:.*\\\n)*.*)/m.exec(dockerfile)?.[1] ?? "").matchAll(/(\w+)=(\S+)/g)].map(([, name = "", value]) => [
    name,
    value ?? "",
  ]),
);

function parseYaml(path: string): unknown[] {
  return parseAllDocuments(read(path), { merge: true }).map((document) => document.toJS());
}

function find(kind: string): unknown {
  return objects.find((object) => object.kind === kind);
}

/** A process under load, with open connections at rest. */
const processMiB = 220;
/** What a request holds that never ends: 16 KB of many short headers and 64 KB of body. Measured: 180 KB. */
const kibPerConnection = 192;
/** The largest scrypt or argon2 hash that an import may bring. Such hashes run one at a time. */
const costliestHashMiB = 256;

function mebibytes(text: string): number {
  const [, amount, unit] = /^(\d+)(Mi|m|Gi|g)$/.exec(text) ?? [];
  return Number(amount) * (unit === "Gi" || unit === "g" ? 1024 : 1);
}

/** Variables for Node and its tools, rather than for the service. */
const forNode = ["NODE_ENV", "NODE_OPTIONS"];

describe("deploy/", () => {
  test("builds on the Node and the pnpm that the project runs on", () => {
    const images = [...dockerfile.matchAll(/^FROM (node\S*)/gm)].map(([, image]) => image);

    expect(new Set(images)).toEqual(new Set([`node:${manifest.devEngines.runtime.version}-bookworm-slim`]));
    expect(dockerfile).toContain(`require("./package.json").packageManager`);
  });

  test.each([
    ["the image", imageEnv],
    ["Kubernetes", { ...configMap, ...filledIn }],
    ["compose", composeEnv],
  ])("sets nothing in %s that the service does not know, or would refuse", (_, environment) => {
    const own = Object.fromEntries(Object.entries(environment).filter(([name]) => !forNode.includes(name)));
    const known = settingVariables.map(({ name }) => name);

    expect(known).toEqual(expect.arrayContaining(Object.keys(own)));
    expect(() => readSettings(own)).not.toThrow();
  });

  test("listens, probes, scrapes and lets in on the same ports", () => {
    const { http, metrics } = readSettings({ ...imageEnv, ...configMap });
    const { ingress } = z
      .object({ spec: z.object({ ingress: z.array(z.object({ ports: z.array(z.object({ port: z.number() })) })) }) })
      .parse(find("NetworkPolicy")).spec;

    expect(http.port).toBe(portNamed("http"));
    expect(dockerfile).toContain(`\nEXPOSE ${http.port}\n`);
    expect(compose.levelup).toMatchObject({ ports: [`127.0.0.1:${http.port}:${http.port}`] });
    expect(metrics?.port).toBe(portNamed("metrics"));
    expect(template.metadata.annotations).toMatchObject({ "prometheus.io/port": String(metrics?.port) });
    expect(compose.levelup).toMatchObject({ expose: [compose.levelup.environment.METRICS_PORT] });
    expect(ingress.map(({ ports }) => ports.map((one) => one.port))).toEqual([[http.port], [metrics?.port]]);
  });

  test("asks the paths that answer", async () => {
    await using http = Fastify();
    await http.register(health, { isReady: async () => true });
    const probes = [server.startupProbe, server.livenessProbe, server.readinessProbe].map(({ httpGet }) => httpGet);

    expect(probes.map(({ path }) => path)).toEqual(["/healthz", "/healthz", "/readyz"]);
    expect(dockerfile).toMatch(/HEALTHCHECK[^\n]*\n[^\n]*\/healthz/);
    for (const { path, port: name } of probes) {
      expect(name).toBe("http");
      expect(await http.inject(path)).toMatchObject({ statusCode: 200 });
    }
    expect(template.metadata.annotations).toMatchObject({ "prometheus.io/path": "/metrics" });
  });

  test("gives load balancers time to notice, calls time to end, and the process time to stop", () => {
    const { stop } = readSettings(configMap);
    const { periodSeconds } = server.readinessProbe;

    expect(stop.drainMs).toBeGreaterThanOrEqual(2 * periodSeconds * 1000);
    expect(stop.graceMs).toBeGreaterThan(stop.drainMs);
    expect(pod.terminationGracePeriodSeconds * 1000).toBeGreaterThan(stop.graceMs);
    expect(compose.levelup).toMatchObject({ stop_grace_period: "30s" });
    expect(30_000).toBeGreaterThan(readSettings(composeEnv).stop.graceMs);
  });

  test("has a core for each hash, and a connection for each place in the pools", () => {
    const { passwords, database } = readSettings({ ...configMap, ...filledIn });
    const { maxReplicas } = z
      .object({ spec: z.object({ maxReplicas: z.number() }) })
      .parse(find("HorizontalPodAutoscaler")).spec;
    /** PostgreSQL's defaults: max_connections, less superuser_reserved_connections. */
    const connections = 100 - 3;
    /** For the check of tokens. */
    const besidePool = 2;

    expect(passwords.hashConcurrency).toBe(Number(server.resources.requests.cpu));
    expect((maxReplicas + strategy.rollingUpdate.maxSurge) * (database.poolSize + besidePool)).toBeLessThanOrEqual(
      connections,
    );
  });

  test.each([
    ["Kubernetes", server.resources.limits.memory, configMap],
    ["compose", compose.levelup.mem_limit, composeEnv],
  ])("R11: in %s has the memory for all that may come at once", (_, limit, environment) => {
    const { http } = readSettings({ ...environment, ...filledIn });

    const needed = processMiB + (http.maxConnections * kibPerConnection) / 1024 + costliestHashMiB;
    expect(needed).toBeLessThanOrEqual(mebibytes(limit));
  });

  test("R11: asks Kubernetes for the memory that it may use", () => {
    const { requests, limits } = server.resources;

    expect(requests.memory).toBe(limits.memory);
  });

  test("R27: migrates as the tables' owner, and serves as another role, which is no superuser", () => {
    const roleOf = (environment: Record<string, string>) =>
      /^postgres:\/\/(\w+):/.exec(environment.DATABASE_URL ?? "")?.[1];
    const [init] = pod.initContainers;
    const roles = { migrate: "levelup_owner", serve: "levelup" };

    expect({ migrate: roleOf(compose.migrate.environment), serve: roleOf(compose.levelup.environment) }).toEqual(roles);
    expect({ migrate: roleOf(secretNamed(init.envFrom[0].secretRef.name)), serve: roleOf(secret) }).toEqual(roles);
    expect(compose.migrate).toMatchObject({ command: init.command });
    expect(compose.levelup).toMatchObject({ depends_on: { migrate: { condition: "service_completed_successfully" } } });
    expect(Object.keys(compose.database.environment)).not.toContain("POSTGRES_USER");
    expect(compose.database.volumes).toContain("./roles.sql:/docker-entrypoint-initdb.d/roles.sql:ro");
    const created = [...read("deploy/roles.sql").matchAll(/^create role (\w+) (.*);$/gm)];
    expect(created.map(([, name, options]) => [name, options?.replace(/password .*/, "")])).toEqual([
      [roles.migrate, "login "],
      [roles.serve, "login "],
    ]);
    expect(read("deploy/patroni.yml")).toContain(`host levelup ${roles.serve},${roles.migrate} `);
  });

  test("runs as a user without rights, by number, alike in the image and in Kubernetes", () => {
    const { runAsUser, runAsGroup } = pod.securityContext;

    expect(dockerfile).toContain(`\nUSER ${runAsUser}:${runAsGroup}\n`);
    expect(runAsUser).toBeGreaterThan(0);
    expect(dockerfile).not.toContain("--chown");
    expect(dockerfile).toMatch(/\nCMD \["node", /);
  });

  test("runs in the image with the memory settings of `npm start`", () => {
    const command = z.array(z.string()).parse(JSON.parse(dockerfile.match(/\nCMD (.+)/)?.[1] ?? "[]"));

    expect(command).toEqual(["node", ...leanHeap, "apps/api/bin/serve.mjs"]);
  });

  test("holds no secret, and each file of the folder is put to use", () => {
    const files = readdirSync(new URL(folder, root)).sort();

    expect(files).toEqual([...kustomization.resources, "kustomization.yaml", "secret.example.yaml"].sort());
    for (const { stringData } of secrets) expect(stringData.DATABASE_URL).toContain(":CHANGE-ME@");
    expect(() => readSettings(secret)).toThrow("DEVICE_SECRET");
    for (const password of ["POSTGRES_PASSWORD", "LEVELUP_OWNER_PASSWORD", "LEVELUP_PASSWORD"]) {
      expect(compose.database.environment[password]).toMatch(new RegExp(`^\\$\\{${password}:\\?[^}]+\\}$`));
    }
    expect(compose.levelup.environment.DATABASE_URL).toContain("levelup:${LEVELUP_PASSWORD:?");
    expect(compose.migrate.environment.DATABASE_URL).toContain("levelup_owner:${LEVELUP_OWNER_PASSWORD:?");
  });
});
