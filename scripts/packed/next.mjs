import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pack } from "../pack.mjs";

/**
 * `npm run next`: whether Next's app router builds the packed SDK, in server components, client components and a route
 * handler. Not part of `npm test`: Next is an installation of its own of 400 MB.
 */

const folder = mkdtempSync(join(tmpdir(), "levelup-next-"));

/** The files that docs/protect-my-service.md shows, by their names. */
const page = readFileSync(new URL("../../docs/protect-my-service.md", import.meta.url), "utf8");
const shown = new Map(
  [...page.matchAll(/^```ts\n\/\/ (\w+\.ts)[^\n]*\n(.*?)^```/gms)].map(([, name, code]) => [name, code]),
);

const files = {
  "package.json": JSON.stringify({ private: true, scripts: { build: "next build" } }),
  "tsconfig.json": JSON.stringify({
    compilerOptions: {
      strict: true,
      // Next's own declarations do not check without.
      skipLibCheck: true,
      noEmit: true,
      target: "es2022",
      lib: ["dom", "dom.iterable", "es2022"],
      module: "esnext",
      moduleResolution: "bundler",
      isolatedModules: true,
      allowImportingTsExtensions: true,
      jsx: "react-jsx",
    },
    include: ["app"],
  }),
  "app/layout.tsx": `
    import type { ReactNode } from "react";
    export default function Layout({ children }: { children: ReactNode }) {
      return <html lang="en"><body>{children}</body></html>;
    }`,
  // A route handler, as docs/protect-my-service.md shows it.
  "app/scores/route.ts": shown.get("next.ts") ?? "",
  "app/scores/verify.ts": shown.get("verify.ts") ?? "",
  // A server component: it has a session of its own, in which no gamer is logged in.
  "app/page.tsx": `
    import { createLevelUp, memoryStorage, safe } from "@levelup/client";
    import { limits } from "@levelup/contract/rules";
    import { Home } from "./home";

    export default async function Page() {
      using levelup = createLevelUp({ url: "http://localhost:1/trpc", storage: memoryStorage() });
      const me = await safe(levelup.account.me());
      return <main><p>{me.ok ? me.data.username : me.error.code} {limits.usernameMaxCodePoints}</p><Home /></main>;
    }`,
  "app/home.tsx": `
    "use client";
    import { createLevelUp } from "@levelup/client";
    import { LevelUpProvider, useLevelUpQueries, useSession } from "@levelup/client/react";
    import { useQuery } from "@tanstack/react-query";

    const levelup = createLevelUp({ url: "/trpc" });

    function Greeting() {
      const session = useSession();
      const me = useQuery({ ...useLevelUpQueries().account.me(), enabled: session.status === "signedIn" });
      return <p>{session.status}: {me.data?.username}</p>;
    }

    export function Home() {
      return <LevelUpProvider levelup={levelup}><Greeting /></LevelUpProvider>;
    }`,
};

try {
  await pack([folder]);
  const app = join(folder, "app");
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(app, path)), { recursive: true });
    writeFileSync(join(app, path), content);
  }
  const tarballs = ["contract", "client"].map((name) => join(folder, `levelup-${name}-0.1.0.tgz`));
  const others = ["next", "react", "react-dom", "@tanstack/react-query", "@trpc/client", "@trpc/server"];
  const types = ["typescript@5.9", "@types/react", "@types/react-dom", "@types/node"];
  const options = {
    cwd: app,
    stdio: /** @type {const} */ ("inherit"),
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1" },
  };
  execFileSync("npm", ["install", "--prefer-offline", "--no-audit", ...tarballs, ...others, ...types], options);
  execFileSync("npm", ["run", "build"], options);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
