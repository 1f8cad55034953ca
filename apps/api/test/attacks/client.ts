import { Agent, request } from "node:http";
import { readAnswer } from "@levelup/test-support/wire.ts";

type CallOptions = { token?: string; address?: string };

export type TimedAnswer = ReturnType<typeof readAnswer> & { ms: number };

/** Calls of one machine, which has an address of its own on this one's loopback network. */
export type Client = {
  readonly url: string;
  post(path: string, input: unknown, options?: CallOptions): Promise<TimedAnswer>;
  get(path: string, options?: CallOptions): Promise<TimedAnswer>;
  close(): void;
};

/** A client that keeps no connections must be let in for every call. */
export function createClient(url: string, localAddress: string, { keepAlive }: { keepAlive: boolean }): Client {
  const agent = new Agent({ keepAlive, localAddress });

  function send(method: string, path: string, body: string | null, { token, address }: CallOptions) {
    const startedAt = performance.now();
    return new Promise<TimedAnswer>((resolve, reject) => {
      const headers = {
        "content-type": "application/json",
        ...(token === undefined ? {} : { authorization: `Token ${token}` }),
        ...(address === undefined ? {} : { "x-forwarded-for": address }),
      };
      const call = request(`${url}/trpc/${path}`, { method, agent, headers }, async (response) => {
        let text = "";
        for await (const chunk of response.setEncoding("utf8")) text += chunk;
        const answer = readAnswer(response.statusCode ?? 0, new Headers(), text);
        resolve({ ...answer, ms: performance.now() - startedAt });
      });
      call.on("error", reject).end(body ?? undefined);
    });
  }

  return {
    url,
    post: (path, input, options = {}) => send("POST", path, JSON.stringify(input), options),
    get: (path, options = {}) => send("GET", path, null, options),
    close: () => agent.destroy(),
  };
}

/** How often each answer came, as in "3 `RATE_LIMITED`, 1 answered". */
export function countAnswers(): { add(answer: TimedAnswer | null): void; text(): string } {
  const counts = new Map<string, number>();
  return {
    add(answer) {
      const outcome = answer === null ? "without an answer" : answer.error ? `\`${answer.error.code}\`` : "answered";
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    },
    text: () => [...counts].map(([outcome, count]) => `${count} ${outcome}`).join(", "),
  };
}
