import { availableParallelism } from "node:os";
import { isLoopback } from "../settings/is-loopback.ts";
import { type Settings, settingVariables } from "../settings/settings.ts";
import { type Finding, ok, warning } from "./finding.ts";

/** Settings that are valid, and weaker than they should be where other machines can connect. */
export function settingsFindings(env: Settings): Finding[] {
  const weak = [network, origins, metrics, passwords, hashing, tokens, throttle].flatMap((look) => look(env));
  return weak.length === 0 ? [ok("settings", "Well formed, and none is weak.")] : weak;
}

function network({ http }: Settings): Finding[] {
  if (isLoopback(http.host) || http.trustProxy.length > 0) return [];
  return [
    warning(
      "network",
      `HOST ${http.host} takes connections from other machines, and no TRUST_PROXY is set: without a proxy passwords travel in clear text, and behind one all clients count as one address.`,
      "Put a proxy with TLS before it, and set TRUST_PROXY to its address.",
    ),
  ];
}

/** A page without TLS can be changed on its way through a network; on the loopback there is none. */
function origins({ http }: Settings): Finding[] {
  const plain = http.corsOrigins.filter((origin) => origin.startsWith("http://"));
  const far = plain.filter((origin) => !isLoopback(new URL(origin).hostname.replace(/^\[|\]$/g, "")));
  const open = isLoopback(http.host) ? far : plain;
  if (open.length === 0) return [];
  return [
    warning(
      "cors",
      `CORS_ORIGINS lets pages in that come without TLS: ${open.join(", ")}.`,
      "Set CORS_ORIGINS to the https origins of your pages.",
    ),
  ];
}

function metrics({ metrics: settings }: Settings): Finding[] {
  if (settings === null || isLoopback(settings.host)) return [];
  return [
    warning(
      "metrics",
      `The metrics are served on ${settings.host} and have no login.`,
      "Let nothing but Prometheus reach METRICS_PORT, or leave METRICS_HOST at 127.0.0.1.",
    ),
  ];
}

function passwords({ passwords: { bcryptCost } }: Settings): Finding[] {
  const usual = defaultOf("BCRYPT_COST");
  if (bcryptCost >= usual) return [];
  return [
    warning(
      "passwords",
      `BCRYPT_COST is ${bcryptCost}: who steals the hashes guesses ${2 ** (usual - bcryptCost)} times as fast as at ${usual}.`,
      `Set it to ${usual}; hashes are rewritten as people log in.`,
    ),
  ];
}

function hashing({ passwords: { hashConcurrency } }: Settings): Finding[] {
  const cores = availableParallelism();
  if (hashConcurrency <= cores) return [];
  return [
    warning(
      "hashing",
      `HASH_CONCURRENCY is ${hashConcurrency}, and there are ${cores} cores: hashes slow each other and everything else down.`,
      "Leave HASH_CONCURRENCY out: it is then one a core.",
    ),
  ];
}

/** ASVS 5, 7.3: sessions end. Three months without use, or two years with it, are beyond what a device is kept. */
const longest = { idleDays: 90, hardDays: 730 };

function tokens({ tokens: { idleDays, hardDays } }: Settings): Finding[] {
  if (idleDays <= longest.idleDays && hardDays <= longest.hardDays) return [];
  return [
    warning(
      "tokens",
      `A token is good for ${idleDays} days unused and ${hardDays} days in all: for so long a lost device opens the account.`,
      `Set TOKEN_IDLE_DAYS to ${defaultOf("TOKEN_IDLE_DAYS")} and TOKEN_HARD_DAYS to ${defaultOf("TOKEN_HARD_DAYS")}, or know why not.`,
    ),
  ];
}

/** NIST SP 800-63B, 3.2.2: no more than 100 consecutive failures on an account. */
const mostFailures = 100;

function throttle({ throttle: { limits } }: Settings): Finding[] {
  return (["account", "device"] as const).flatMap((name) => {
    const { burst, perHour } = limits[name];
    if (burst <= mostFailures && perHour <= mostFailures) return [];
    const variable = `${name.toUpperCase()}_FAILURES`;
    return [
      warning(
        "throttle",
        `${variable}_BURST ${burst} and ${variable}_PER_HOUR ${perHour} let an account's password be guessed more than ${mostFailures} times.`,
        `Set them to ${defaultOf(`${variable}_BURST`)} and ${defaultOf(`${variable}_PER_HOUR`)}.`,
      ),
    ];
  });
}

function defaultOf(variable: string): number {
  return Number(settingVariables.find(({ name }) => name === variable)?.fallback);
}
