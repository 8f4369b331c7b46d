// Runs dist/main.cjs from V8's code cache: to compile it anew costs half of a short life.
const { readFileSync, renameSync, statSync, writeFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { join } = require('node:path');
const { Script } = require('node:vm');

const file = join(__dirname, '../dist/main.cjs');
const cache = `${file}.${process.version}.cache`;

function cachedCode() {
  try {
    // V8 compares only lengths: it would take the code of an older build of the same length.
    return statSync(cache).mtimeMs > statSync(file).mtimeMs ? readFileSync(cache) : undefined;
  } catch {
    return undefined;
  }
}

const source = readFileSync(file, 'latin1');
const cachedData = cachedCode();
const script = new Script(
  `(function (exports, require, module, __filename, __dirname) {${source}\n})`,
  {
    filename: file,
    cachedData,
    importModuleDynamically: (name) => import(name),
  },
);
if (cachedData === undefined || script.cachedDataRejected) {
  // Half a second after the start most functions have run: V8 stores only what it has compiled.
  process.once('message', () => setTimeout(writeCache, 500).unref());
}

function writeCache() {
  writeFileSync(`${cache}.${process.pid}`, script.createCachedData());
  renameSync(`${cache}.${process.pid}`, cache);
}

const main = { exports: {} };
script.runInThisContext()(main.exports, createRequire(file), main, file, join(file, '..'));
