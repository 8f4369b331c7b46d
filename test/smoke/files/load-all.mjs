// Loads every entry point in the ways that Node.js knows, and runs the command.
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { name, exports, bin } = require('nestjs-misfit-notification/package.json');

for (const entry of Object.keys(exports).filter((key) => key !== './package.json')) {
  const specifier = name + entry.slice(1);
  const names = Object.keys(await import(specifier));
  const missing = names.filter((each) => require(specifier)[each] === undefined);
  if (names.length === 0 || missing.length > 0) {
    throw new Error(`${specifier} lacks ${missing.join(', ')}`);
  }
  console.log(specifier);
}

for (const command of Object.keys(bin)) {
  const printed = execFileSync('npx', [command, '--help'], { encoding: 'utf8' });
  if (!printed.includes('doctor')) throw new Error(`${command} --help printed ${printed}`);
}
