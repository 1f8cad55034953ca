import { setTimeout as wait } from "node:timers/promises";
import { type Client, createClient } from "./client.ts";

const password = "correct horse battery";
const gamers = 16;
const loginEveryMs = 1000;
const meEveryMs = 50;

type Gamer = { username: string; address: string; token: string; deviceId: string };

/** What honest gamers met for a while. A failure counts as endless. */
export type Felt = { logins: number[]; calls: number[] };

/** Gamers at home, each with an address and a device that is known to the account. */
export async function createHonestGamers(url: string) {
  const client = createClient(url, "127.0.0.2", { keepAlive: false });
  const all: Gamer[] = [];
  for (let index = 0; index < gamers; index += 1) all.push(await register(client, index));
  let turn = 0;

  async function logIn(): Promise<number> {
    const gamer = all[turn % gamers];
    turn += 1;
    if (gamer === undefined) return Number.POSITIVE_INFINITY;
    const { username, address, deviceId } = gamer;
    const answer = await client
      .post("auth.login", { username, password, deviceId }, { address })
      .catch(() => ({ data: null, ms: 0 }));
    const data = answer.data as { valid: boolean; deviceId: string } | null | undefined;
    if (!data?.valid) return Number.POSITIVE_INFINITY;
    gamer.deviceId = data.deviceId;
    return answer.ms;
  }

  async function lookAtAccount(): Promise<number> {
    const [gamer] = all;
    const answer = await client.get("account.me", gamer).catch(() => ({ status: 0, ms: 0 }));
    return answer.status === 200 ? answer.ms : Number.POSITIVE_INFINITY;
  }

  /** Log in and look at an account, at a steady pace, until the work is done. */
  async function during(work: () => Promise<unknown>): Promise<Felt> {
    let going = true;
    const paced = async (everyMs: number, call: () => Promise<number>) => {
      const calls: Promise<number>[] = [];
      while (going) {
        calls.push(call());
        await wait(everyMs);
      }
      return Promise.all(calls);
    };
    const logins = paced(loginEveryMs, logIn);
    const calls = paced(meEveryMs, lookAtAccount);
    await work();
    going = false;
    return { logins: await logins, calls: await calls };
  }

  return { during, close: client.close };
}

async function register(client: Client, index: number): Promise<Gamer> {
  const [username, address] = [`grace-${index}`, `192.0.2.${index + 1}`];
  const input = { username, password, firstName: "Grace", lastName: "Gamer" };
  const { data, error } = await client.post("auth.register", input, { address });
  if (error) throw new Error(`not registered: ${error.code}`);
  const { token, deviceId } = data as { token: string; deviceId: string };
  return { username, address, token, deviceId };
}
