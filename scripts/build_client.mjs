// Bundles the browser's scripts and styles into workbench/web/static/built/. With --watch it goes on doing so.
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { context } from "esbuild";

const target = "workbench/web/static/built";
const entries = {
  main: "workbench/web/client/main.ts",
  style: "workbench/web/css/main.css",
};
const missing = Object.values(entries).filter((path) => !existsSync(path));
if (missing.length > 0) {
  console.error(`The front end has no ${missing.join(" and no ")}.`);
  process.exit(1);
}

const watch = process.argv.includes("--watch");
const build = await context({
  entryPoints: Object.entries(entries).map(([out, path]) => ({ in: path, out })),
  outdir: target,
  bundle: true,
  splitting: true, // what main.ts imports dynamically (the editor) is loaded only where it is used
  format: "esm",
  target: ["es2022"],
  chunkNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".woff2": "file", ".svg": "file" },
  external: ["/static/*"],
  minify: !watch,
  sourcemap: watch,
  legalComments: "linked",
  logLevel: "info",
});

if (watch) {
  await build.watch();
} else {
  await rm(target, { recursive: true, force: true });
  try {
    await build.rebuild();
  } catch {
    process.exitCode = 1; // esbuild has already said what is wrong
  }
  await build.dispose();
}
