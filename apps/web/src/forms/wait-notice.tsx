import { NoticeBox } from "./notice.tsx";

/**
 * Shows the countdown; screen readers announce the time once, not every second. The time is the only text of its element:
 * React can update that text after the browser has translated the page.
 */
export function WaitNotice({ seconds, left }: { seconds: number; left: number }) {
  return (
    <NoticeBox title="Too many attempts">
      <span aria-hidden="true">
        Try again in <span translate="no">{toClock(left)}</span>.
      </span>
      <span className="visually-hidden">Try again in {toWords(seconds)}.</span>
    </NoticeBox>
  );
}

/** 75 → 1:15. */
function toClock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function toWords(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const rest = seconds % 60;
  const parts = [minutes && `${minutes} ${minutes === 1 ? "minute" : "minutes"}`, rest && `${rest} seconds`];
  return parts.filter(Boolean).join(" and ");
}
