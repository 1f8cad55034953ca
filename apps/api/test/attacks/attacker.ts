import { once } from "node:events";
import { setPriority } from "node:os";
import { attacks } from "./attacks.ts";
import { createClient } from "./client.ts";

/**
 * The attacker, in a process of its own, so that honest gamers do not wait for its answers too:
 * `node attacker.ts <url> <attack> <seconds>`. Says when it is prepared, attacks when told to, and says what it got.
 */
const [url = "", name, seconds] = process.argv.slice(2);
const niceness = 19;

// An attacker has a machine of its own; here it gets what the server leaves.
setPriority(niceness);
const client = createClient(url, "127.0.0.3", { keepAlive: true });
const attack = attacks.find((one) => one.name === name);
if (attack === undefined) throw new Error(`no such attack: ${name}`);
const run = await attack.prepare(client);
process.send?.("prepared");
await once(process, "message");
process.send?.(await run(performance.now() + Number(seconds) * 1000));
client.close();
process.disconnect();
