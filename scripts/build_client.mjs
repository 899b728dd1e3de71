// Bundles the browser's scripts, styles and pictures into workbench/web/static/built/. With --watch it goes on doing so.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { cp, rm, writeFile } from "node:fs/promises";
import { context } from "esbuild";

const target = "workbench/web/static/built";
const pictures = "workbench/web/images";
const entries = {
  main: "workbench/web/client/main.ts",
  theme: "workbench/web/client/theme.ts", // before the first paint, so it imports nothing
  visits_worker: "workbench/web/client/visits_worker.ts", // a service worker: imports nothing either
  style: "workbench/web/css/main.css",
  dark: "workbench/web/css/dark.css", // switched by its media attribute, so it stands alone
};
const missing = [...Object.values(entries), pictures].filter((path) => !existsSync(path));
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
  legalComments: "none", // licences.txt has them all
  metafile: true,
  logLevel: "info",
});

await rm(target, { recursive: true, force: true });
await cp(pictures, target, { recursive: true });
if (watch) {
  await build.watch();
} else {
  try {
    const { metafile } = await build.rebuild();
    await writeFile(`${target}/licences.txt`, licences(Object.keys(metafile.inputs)));
  } catch {
    process.exitCode = 1; // esbuild has already said what is wrong
  }
  await build.dispose();
}

/** The licence of every library that went into the bundles, as their authors ask. */
function licences(inputs) {
  const library = /^node_modules\/(?:@[^/]+\/)?[^/]+/;
  const folders = [...new Set(inputs.map((path) => path.match(library)?.[0]).filter(Boolean))].sort();
  return folders
    .map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
      const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
      const text = file ? readFileSync(`${folder}/${file}`, "utf8").trim() : "";
      return `${name} ${version} (${license})\n\n${text}\n`;
    })
    .join(`\n${"-".repeat(80)}\n\n`);
}
