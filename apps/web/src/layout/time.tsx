import { useEffect, useState } from "react";

/** Writes the month as a word, so that British and American readers cannot confuse day and month. */
const locale = "en-GB";
const days = new Intl.DateTimeFormat(locale, { dateStyle: "long" });
const exactTimes = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short" });
const relativeTimes = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });

const secondsPer = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
] as const;

const refreshMs = 60_000;

/** A day, as in "3 May 2027". */
export function Day({ at }: { at: string }) {
  return <time dateTime={at}>{days.format(new Date(at))}</time>;
}

/** How long ago, refreshed every minute; the exact time on hover. */
export function TimeAgo({ at }: { at: string }) {
  const now = useNow();
  return (
    <time dateTime={at} title={exactTimes.format(new Date(at))}>
      {timeAgo(new Date(at).getTime(), now)}
    </time>
  );
}

/** "3 hours ago". A time in the future, by a browser whose clock is slow, is "just now". */
export function timeAgo(atMs: number, nowMs: number): string {
  const seconds = Math.round((nowMs - atMs) / 1000);
  const unit = secondsPer.find(([, size]) => seconds >= size);
  return unit ? relativeTimes.format(-Math.trunc(seconds / unit[1]), unit[0]) : "just now";
}

function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), refreshMs);
    return () => clearInterval(timer);
  }, []);
  return now;
}
