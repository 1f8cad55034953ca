import type { TestApp } from "@levelup/server/testing";
import { type Django, startDjango } from "./django-project.ts";
import { type Nginx, startNginxBeside } from "./nginx.ts";
import { createTestApp } from "./test-app.ts";

/** Level Up and a Django with games and events, by deploy/nginx-beside.conf and deploy/django/levelup_authentication.py. */
export type Beside = AsyncDisposable & { app: TestApp; levelup: string; django: Django; nginx: Nginx };

/** @param origin of the pages that call both. */
export async function startBeside(origin: string): Promise<Beside> {
  await using building = new AsyncDisposableStack();
  const app = building.use(
    await createTestApp({ settings: { http: { corsOrigins: [origin], trustProxy: ["127.0.0.1", "::1"] } } }),
  );
  const levelup = await app.listen();
  const django = building.use(
    await startDjango({
      project: new URL("games-django/", import.meta.url),
      files: { "levelup_authentication.py": ["levelupapi"] },
      env: { LEVELUP_URL: levelup, CORS_ORIGINS: origin },
    }),
  );
  const nginx = building.use(await startNginxBeside({ levelup, django: django.url, service: django.url, origin }));
  const built = building.move();
  return { app, levelup, django, nginx, [Symbol.asyncDispose]: () => built.disposeAsync() };
}
