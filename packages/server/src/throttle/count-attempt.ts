/** How many attempts pass at once, and how many an hour in the long run. */
export type Limit = {
  burst: number;
  perHour: number;
  /** Waits double from one second on. If false, each is as long as it takes to forgive one attempt. */
  grows?: boolean;
};

/** What is stored of a counter. Times in milliseconds. */
export type CounterState = {
  /** Attempts that are not yet forgiven. */
  level: number;
  /** Up to when time has forgiven attempts. */
  forgivenAt: number;
  /** When the next attempt may be made. Null while the counter is open: another replica's clock may be behind ours. */
  opensAt: number | null;
};

const secondMs = 1000;
const hourMs = 3600 * secondMs;

/** By so much the clocks of replicas may differ. */
const clockToleranceMs = 60 * secondMs;

/** The state of a counter that has counted nothing. */
export function unused(now: number): CounterState {
  return { level: 0, forgivenAt: now, opensAt: null };
}

/** How long to wait for the next attempt; 0 while the counter is open. */
export function waitMs({ opensAt }: CounterState, limit: Limit, now: number): number {
  if (opensAt === null) return 0;
  const wait = opensAt - now;
  // No wait is that long: the clock was wrong when the time was stored.
  return wait > longestWaitMs(limit) + clockToleranceMs ? 0 : Math.max(0, wait);
}

/** The state after one more attempt, which the caller has found the counter open for. */
export function countAttempt(state: CounterState, limit: Limit, now: number): CounterState {
  const { level, forgivenAt } = forgive(state, limit, now);
  const counted = level + 1;
  return { level: counted, forgivenAt, opensAt: counted < limit.burst ? null : now + nextWaitMs(counted, limit) };
}

/** The state without an attempt that set `opensAt`. What a later attempt closed stays closed. */
export function refundAttempt(state: CounterState, opensAt: number | null): CounterState {
  return {
    ...state,
    level: Math.max(0, state.level - 1),
    opensAt: state.opensAt === opensAt ? null : state.opensAt,
  };
}

/** When the counter is as if it had never counted. */
export function expiresAt({ level, forgivenAt, opensAt }: CounterState, limit: Limit): number {
  return Math.max(opensAt ?? 0, forgivenAt + level * forgiveMs(limit));
}

/** Takes off the attempts that time has forgiven since. */
function forgive({ level, forgivenAt }: CounterState, limit: Limit, now: number): Omit<CounterState, "opensAt"> {
  const since = Math.min(forgivenAt, now + clockToleranceMs);
  const forgiven = Math.max(0, Math.floor((now - since) / forgiveMs(limit)));
  return forgiven < level
    ? { level: level - forgiven, forgivenAt: since + forgiven * forgiveMs(limit) }
    : { level: 0, forgivenAt: now };
}

function nextWaitMs(level: number, { burst, grows = true, ...limit }: Limit): number {
  const longest = longestWaitMs({ burst, ...limit });
  return grows ? Math.min(secondMs * 2 ** (level - burst), longest) : longest;
}

function longestWaitMs(limit: Limit): number {
  return Math.max(secondMs, forgiveMs(limit));
}

function forgiveMs({ perHour }: Limit): number {
  return hourMs / perHour;
}
