/** The entry point of every npm script. It has no static imports, so that a Node too old for the rest can say so. */
const oldestNode = 18;

if (Number(process.versions.node.split(".")[0]) < oldestNode) {
  console.error(
    `Level Up needs Node ${oldestNode} or newer, and this is Node ${process.versions.node}. Install a newer one from https://nodejs.org and try again.`,
  );
  process.exitCode = 1;
} else {
  import("./main.mjs").then(({ main }) => main(process.argv.slice(2)));
}
