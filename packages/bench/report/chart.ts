import type { BarGroup } from "./finding.ts";
import { short } from "./numbers.ts";

/**
 * Bars as an SVG of its own: on a card with a background, so that it can be read on whatever page it stands, and in the
 * reader's theme. It is narrow and its letters large, because a phone shows it at 350 pixels.
 */
const width = 480;
const padding = 16;
const titleHeight = 34;
const labelHeight = 20;
const barHeight = 14;
const rowHeight = labelHeight + barHeight + 10;
const groupGap = 14;

const style = `
  .card { fill: #ffffff; stroke: #d0d7de } .title { font-weight: 600 } text { fill: #1f2328; font: 15px system-ui, sans-serif }
  .title { font-size: 16px } .value { text-anchor: end } .ours { fill: #6d28d9 } .other { fill: #8b949e }
  @media (prefers-color-scheme: dark) {
    .card { fill: #0d1117; stroke: #30363d } text { fill: #e6edf3 } .ours { fill: #a78bfa } .other { fill: #6e7681 }
  }`;

export function barChart(groups: readonly BarGroup[], description: string): string {
  let y = padding;
  const parts: string[] = [];
  for (const { title, unit, bars } of groups) {
    parts.push(`<text class="title" x="${padding}" y="${y + 18}">${escapeText(title)}</text>`);
    y += titleHeight;
    const longest = Math.max(...bars.map(({ value }) => value));
    for (const { name, value, ours } of bars) {
      const length = Math.max(2, ((width - 2 * padding) * value) / longest);
      parts.push(
        `<text x="${padding}" y="${y + 14}">${escapeText(name)}</text>`,
        `<text class="value" x="${width - padding}" y="${y + 14}">${escapeText(short(value) + unit)}</text>`,
        `<rect class="${ours ? "ours" : "other"}" x="${padding}" y="${y + labelHeight}" width="${length.toFixed(1)}" height="${barHeight}" rx="3"/>`,
      );
      y += rowHeight;
    }
    y += groupGap;
  }
  const height = y - groupGap + padding / 2;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeText(description)}">
<style>${style}
</style>
<rect class="card" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>
${parts.join("\n")}
</svg>
`;
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
