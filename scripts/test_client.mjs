// Runs the unit tests of the browser's scripts with Node's own test runner and prints TAP.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const tests = ["workbench/web/client", "tests/client"]
  .flatMap((folder) => filesBelow(folder))
  .filter((path) => path.endsWith(".test.ts"));

function filesBelow(folder) {
  try {
    return readdirSync(folder, { recursive: true }).map((path) => join(folder, path));
  } catch (error) {
    if (error.code === "ENOENT") return [];
    throw error;
  }
}

if (tests.length === 0) {
  console.error("There are no client tests.");
  process.exit(1);
}

// Inside the checkout, so that Node still finds node_modules from there.
mkdirSync(".stamps", { recursive: true });
const target = mkdtempSync(join(".stamps", "client-tests-"));
try {
  await build({
    entryPoints: tests,
    outdir: target,
    outbase: ".",
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    outExtension: { ".js": ".mjs" },
    sourcemap: "inline",
    logLevel: "warning",
  });
  const bundles = tests.map((path) => join(target, path.replace(/\.ts$/, ".mjs")));
  const run = spawnSync(
    process.execPath,
    ["--enable-source-maps", "--test", "--test-reporter=tap", ...bundles],
    { stdio: "inherit" },
  );
  process.exitCode = run.status ?? 1;
} catch (error) {
  if (!("errors" in error)) throw error;
  process.exitCode = 1; // esbuild has already said what is wrong
} finally {
  rmSync(target, { recursive: true, force: true });
}
