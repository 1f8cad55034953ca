import { useCallback, useEffect, useState } from "react";

type Countdown = { seconds: number; left: number; start: (seconds: number) => void };

/**
 * Counts whole seconds down to zero. Measures time instead of counting ticks, which are rare in a background tab; by
 * `performance.now`, which a correction of the system clock does not move.
 */
export function useCountdown(): Countdown {
  const [wait, setWait] = useState({ seconds: 0, until: 0 });
  const [left, setLeft] = useState(0);
  useEffect(() => {
    if (wait.until === 0) return;
    const timer = setInterval(() => {
      const next = Math.max(0, Math.ceil((wait.until - performance.now()) / 1000));
      setLeft(next);
      if (next === 0) clearInterval(timer);
    }, 250);
    return () => clearInterval(timer);
  }, [wait]);
  const start = useCallback((seconds: number) => {
    setWait({ seconds, until: performance.now() + seconds * 1000 });
    setLeft(seconds);
  }, []);
  return { seconds: wait.seconds, left, start };
}
