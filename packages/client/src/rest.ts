import type { LevelUp } from "./api.ts";
import type { Calls, DeadTokenAnswer } from "./calls.ts";
import { isDeadTokenCode } from "./errors.ts";
import { type Fetch, platform } from "./platform.ts";
import { originOf, parseUrl } from "./url.ts";

type Options = { url: string; origins?: readonly string[] | undefined; fetch?: Fetch | undefined };

/** What is read of a response. */
type Answer = { status: number; clone(): { json(): Promise<unknown> } };

/** `fetch` for REST routes, which sends the token to the listed origins only. */
export function createFetch({ url, origins = [url], fetch }: Options, { inSession }: Calls): LevelUp["fetch"] {
  async function call(target: string | { readonly href: string }, init: { headers?: unknown } = {}): Promise<Answer> {
    // The parsed URL is also the one that is requested, so that both have the same origin.
    const { href } = parseUrl(`${target}`, parseUrl(url).href);
    const trusted = origins.some((origin) => originOf(origin) === originOf(href));
    const send = (init: object) => (fetch ?? platform.fetch)(href, init) as Promise<object> as Promise<Answer>;

    return inSession(async (login) => {
      if (!login || !trusted) return send(init);
      const headers = new platform.Headers(init.headers);
      headers.set("Authorization", `Token ${login.token}`);
      const answer = await send({ ...init, headers: Object.fromEntries(headers) });
      const code = answer.status === 401 && (await codeOf(answer));
      if (isDeadTokenCode(code)) throw { data: { code }, answer } satisfies DeadTokenAnswer<Answer>;
      return answer;
    });
  }
  return call as object as LevelUp["fetch"];
}

/** The code in the body of a 401. Django REST Framework's has none. */
async function codeOf(answer: Answer): Promise<string> {
  const body = await answer
    .clone()
    .json()
    .catch(() => null);
  return (body as { error?: { data?: { code?: string } } } | null)?.error?.data?.code ?? "TOKEN_INVALID";
}
